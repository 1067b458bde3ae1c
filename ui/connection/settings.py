"""Where the settings are, and a form for those of a Scirius server."""

import streamlit as st

from connector.config import SCIRIUS, Config, envfile_place, overridden
from ui import sources, text
from ui.connection import doctor
from ui.connection.trial import Outcome, Trial, tried
from ui.panels import panel

_STEPS = (
    "On the server, open **Account Settings**, then **Edit Token**.",
    "**Regenerate**, and copy the token. The old one ends with that.",
    "Paste it here. It is kept in `.env` and nowhere else, and no page shows it.",
)


def draw() -> None:
    """Draws the place of the settings, the way to a token, and the form."""
    config = sources.settings()
    with panel("A Scirius server", "Stamus CE, SELKS, Clear NDR", key="settings"):
        _draw_place()
        if config.allow_remote:
            st.caption("This dashboard answers other machines, without a login: settings are changed in the file only.")
            return
        st.markdown("\n".join(f"{number}. {step}" for number, step in enumerate(_STEPS, 1)))
        _draw_form(config)
        _draw_outcome(config)


def _draw_place() -> None:
    path = envfile_place()
    st.markdown(f"Settings are read from {text.code(path)}" + ("." if path.exists() else ", which does not exist yet."))
    if names := overridden(SCIRIUS):
        st.markdown(f"The environment sets {', '.join(map(text.code, names))}, which wins over the file.")


def _draw_form(config: Config) -> None:
    # Set once for a session, and not as defaults: a keyed input that is set from elsewhere has none.
    st.session_state.setdefault("connect-host", config.scirius_host)
    st.session_state.setdefault("connect-verify", config.scirius_tls_verify)
    st.session_state.setdefault("connect-ca", config.scirius_ca_file)
    # A form, because a password that was left with the tab key is not sent otherwise.
    with st.form(key="connect-form", border=False):
        host, token = st.columns(2, gap="xsmall")
        host.text_input("Server", key="connect-host", placeholder="scirius.example or https://10.0.0.5:8443")
        token.text_input(
            "Token",
            key=_token_key(),
            type="password",
            autocomplete="off",
            placeholder="Empty for the one in force" if config.scirius_token else "Paste it here",
        )
        st.text_input(
            "File of certificate authorities", key="connect-ca", placeholder="/etc/ssl/own-ca.pem; empty for those of the system"
        )
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.form_submit_button("Test and save", icon=":material/cable:", type="primary", key="connect-save", on_click=_take)
            st.toggle("Check the server's certificate", key="connect-verify")


def _draw_outcome(config: Config) -> None:
    trial: Trial | None = st.session_state.pop("connect-trial", None)
    if trial is not None:
        with st.spinner("Asking the server …", show_time=True):
            outcome = tried(trial, config)
        st.session_state["connect-outcome"] = outcome
        if outcome.path:
            sources.reopen("scirius")
            st.rerun()
    told: Outcome | None = st.session_state.get("connect-outcome")
    if told is None:
        return
    with st.container(key="connect-outcome", gap="xsmall"):
        if told.path:
            st.markdown(f":green-badge[Saved] {text.code(told.host, 100)} answers; the settings are in {text.code(told.path)}.")
            with st.container(horizontal=True):
                st.button("Show its events", icon=":material/arrow_forward:", key="connect-show", on_click=_show)
        else:
            st.markdown(f":red-badge[Not saved] {text.code(told.host, 100)} cannot be used as it stands.")
        doctor.draw_table(told.checks, "trial")


def _take() -> None:
    state = st.session_state
    # The token leaves the session here: what is tried holds it until the end of this rerun, and no longer. The next box is
    # another one: one that is only emptied may come back with what the browser still holds.
    token = (state.pop(_token_key()) or "").strip()
    state["connect-round"] = state.get("connect-round", 0) + 1
    host, ca_file = ((state[key] or "").strip() for key in ("connect-host", "connect-ca"))
    state["connect-trial"] = Trial(host, token, state["connect-verify"], ca_file)
    state.pop("connect-outcome", None)


def _token_key() -> str:
    return f"connect-token-{st.session_state.get('connect-round', 0)}"


def _show() -> None:
    st.session_state["source"] = "scirius"
    st.session_state.pop("connect-outcome", None)
