"""Words that names are made of: people, sites, files, browsers. All names end in reserved domains (RFC 2606)."""

from __future__ import annotations

import hashlib

FIRST = (
    "ada", "alan", "amir", "anna", "bela", "carla", "chen", "dana", "david", "elif", "emil", "erik", "eva", "farid",
    "fiona", "greta", "hana", "hugo", "ida", "ines", "ivan", "jana", "jonas", "julia", "karl", "kira", "lars", "lea",
    "leon", "lina", "luca", "mara", "marc", "mina", "nadia", "nils", "noor", "olga", "omar", "paul", "petra",
    "rafael", "rosa", "samir", "sara", "sofia", "stefan", "tarek", "theo", "tom", "una", "vera", "viktor", "wanda",
    "yara", "yusuf", "zoe",
)  # fmt: skip
LAST = (
    "abel", "adler", "ahmed", "bauer", "becker", "berg", "brandt", "castro", "conti", "dahl", "diaz", "ebert",
    "engel", "farkas", "fischer", "garcia", "graf", "haas", "hahn", "horvat", "huber", "ito", "jansen", "jung",
    "kaya", "keller", "klein", "koch", "kovacs", "kraus", "lang", "lehmann", "lopez", "maier", "meyer", "moreno",
    "nagy", "novak", "olsen", "otto", "park", "pohl", "quinn", "reis", "richter", "roth", "russo", "sato", "schmid",
    "silva", "stern", "suzuki", "thoma", "ulrich", "vogel", "wagner", "weber", "wolf", "zeman",
)  # fmt: skip
ADJECTIVES = (
    "amber", "aspen", "birch", "blue", "bright", "bronze", "calm", "cedar", "clear", "cobalt", "coral", "crimson",
    "dawn", "distant", "early", "ember", "fern", "first", "flint", "frost", "gentle", "golden", "granite", "green",
    "harbor", "hazel", "hollow", "indigo", "iron", "ivory", "jade", "juniper", "keen", "lantern", "larch", "lemon",
    "light", "lunar", "maple", "meadow", "misty", "north", "oak", "ocean", "olive", "onyx", "opal", "pearl", "pine",
    "plain", "quartz", "quiet", "rapid", "river", "ruby", "sable", "sage", "scarlet", "silver", "slate", "solar",
    "spruce", "still", "stone", "swift", "tidal", "umber", "velvet", "violet", "west", "willow", "winter",
)  # fmt: skip
NOUNS = (
    "anchor", "arrow", "atlas", "beacon", "bridge", "brook", "canvas", "circle", "cliff", "cloud", "coast", "compass",
    "court", "crane", "creek", "crown", "delta", "desk", "echo", "engine", "falcon", "field", "forge", "fox",
    "garden", "gate", "glade", "grove", "guild", "hill", "hive", "island", "journal", "key", "lake", "lane", "ledger",
    "letter", "loom", "market", "mill", "mirror", "moon", "path", "peak", "pier", "plaza", "point", "pond", "press",
    "quill", "radar", "reef", "ridge", "road", "sail", "shelf", "shop", "sky", "spring", "station", "stream", "table",
    "tower", "trail", "valley", "vault", "wave", "well", "wheel", "wing", "works", "yard",
)  # fmt: skip
SERVICES = ("www", "www", "www", "api", "static", "cdn", "img", "login", "app", "news", "files", "media", "video")
TLDS = ("example", "example", "example", "example", "test")
TOPICS = ("budget", "contract", "forecast", "inventory", "invoice", "meeting", "offer", "payroll", "plan", "report",
          "review", "roadmap", "schedule", "summary", "survey")  # fmt: skip
ENDINGS = ("docx", "xlsx", "pptx", "pdf", "csv", "txt")
SHARES = ("projects", "finance", "sales", "hr", "public", "scans")

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{0}.0.0.0 "
    "Safari/537.36 Edg/{0}.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0",
)


def user(number: int) -> str:
    """The account of the person with this number, such as `m.keller`; numbered once the names are used up."""
    first, last = FIRST[number % len(FIRST)], LAST[(number * 7 + number // len(FIRST)) % len(LAST)]
    turn = number // (len(FIRST) * len(LAST))
    return f"{first}.{last}{turn or ''}"


def domain(number: int) -> str:
    """An external site's own domain, another for each number."""
    turn, noun = divmod(number, len(NOUNS))
    adjective = ADJECTIVES[(turn + noun * 11) % len(ADJECTIVES)]
    return f"{adjective}-{NOUNS[noun]}{turn // len(ADJECTIVES) or ''}.{TLDS[number % len(TLDS)]}"


def md5(text: str) -> str:
    """32 hexadecimal digits."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def sha256(text: str) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
