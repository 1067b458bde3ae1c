"""The one step of the build that settings cannot say: the app travels inside the package."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
PARTS = ("app.py", "pages", "ui", ".streamlit")


class BuildWithApp(build_py):
    """Copies the app, its pages and its settings into ``connector/dashboard``, where the command ``evelens`` finds them."""

    def run(self) -> None:
        """Builds the package, then puts the app into it. An editable install uses the app where it lies."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "connector" / "dashboard"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for part in PARTS:
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__", "secrets.toml"))
            else:
                shutil.copy(ROOT / part, target)


setup(cmdclass={"build_py": BuildWithApp})
