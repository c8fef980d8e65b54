"""The posts of ad hoc election workers: who is counted with whom, whose term they serve, what there is one of."""

from __future__ import annotations

from typing import Any, Literal, get_args

from simulate.errors import InputError, Problem, did_you_mean, refuse

Event = Literal["pemilu", "pilkada", "psu_pemilu", "psu_pilkada", "pilkades"]
Role = Literal[
    "ppk",
    "ppk_secretariat",
    "pps",
    "pps_secretariat",
    "pantarlih",
    "kpps",
    "linmas",
    "panwascam",
    "pkd",
    "ptps",
]
# whose rules the law base holds
LAW_EVENTS = {
    "pemilu": "pemilu_2024",
    "pilkada": "pilkada_2024",
    "psu_pemilu": "pemilu_2024",
    "psu_pilkada": "pilkada_2024",
    "pilkades": "pilkada_2024",
}
# the roles of the law base: those they are counted with, the body whose term they serve, and what there is one of
POSTS: dict[str, tuple[str, str, str]] = {
    "ppk_chair": ("ppk", "ppk", "kecamatan"),
    "ppk_member": ("ppk", "ppk", "kecamatan"),
    "ppk_secretary": ("ppk_secretariat", "ppk", "kecamatan"),
    "ppk_staff": ("ppk_secretariat", "ppk", "kecamatan"),
    "pps_chair": ("pps", "pps", "desa"),
    "pps_member": ("pps", "pps", "desa"),
    "pps_secretary": ("pps_secretariat", "pps", "desa"),
    "pps_staff": ("pps_secretariat", "pps", "desa"),
    "pantarlih": ("pantarlih", "pantarlih", "tps"),
    "kpps_chair": ("kpps", "kpps", "tps"),
    "kpps_member": ("kpps", "kpps", "tps"),
    "linmas": ("linmas", "linmas", "tps"),
    "panwascam_chair": ("panwascam", "panwascam", "kecamatan"),
    "panwascam_member": ("panwascam", "panwascam", "kecamatan"),
    "pkd": ("pkd", "pkd", "desa"),
    "ptps": ("ptps", "ptps", "tps"),
}
# a repeat vote needs no new roll; of a village election only the crew of the polling station is known
SERVING: dict[str, tuple[str, ...]] = {
    "psu_pemilu": tuple(role for role in get_args(Role) if role != "pantarlih"),
    "psu_pilkada": tuple(role for role in get_args(Role) if role != "pantarlih"),
    "pilkades": ("kpps", "linmas"),
}


def as_amounts(value: Any) -> Any:
    """A command line writes POST:RUPIAH with commas.

    Raises:
        InputError: a post without an amount, or named twice.
    """
    if not isinstance(value, str):
        return value
    pairs = [part.strip().partition(":") for part in value.split(",") if part.strip()]
    for post, _, amount in pairs:
        if not amount:
            raise refuse("not_a_pair", "honoraria_rp", f"`{post}`", "POST:RUPIAH, e.g. linmas:1234567")
    repeated = [post for post, _, _ in pairs if [other for other, _, _ in pairs].count(post) > 1]
    if repeated:
        raise refuse("repeated_value", "honoraria_rp", f"`{repeated[0]}` stands twice", "name each once")
    return {post: amount for post, _, amount in pairs}


def amounts_of_posts(value: Any) -> Any:
    """The amounts in the order of `POSTS`.

    Raises:
        InputError: a post that there is not.
    """
    if not isinstance(value, dict):
        return value
    problems = [
        Problem("unknown_post", "honoraria_rp", f"`{post}`", _posts_meant(post))
        for post in value
        if post not in POSTS
    ]
    if problems:
        raise InputError(problems)
    return {post: value[post] for post in POSTS if post in value}


def _posts_meant(word: str) -> str:
    """The posts of a role, where one was named; else the nearest post."""
    posts = [post for post, (role, _, _) in POSTS.items() if role == word]
    return f"its posts: {', '.join(posts)}" if posts else did_you_mean(word, POSTS)
