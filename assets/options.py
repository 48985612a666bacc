"""Options of a luminaire: what there is to choose, which choices a variant's key stands for, what fits what.

A variant's key names choices, joined by ``+`` in any order: ``black+dali``. What it leaves out is the
first choice of its option. The canonical key names only choices that are not the first, in the options'
order; the luminaire as it comes has the empty key.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import islice, product
from math import prod

from assets.library_bulbs import WrittenLampholder
from assets.library_options import WrittenChoice, WrittenOption, WrittenOptions
from kit.problems import Problem, error

JOIN = "+"
MOST_VARIANTS = 500  # of one luminaire, those that exclude each other counted too
_OF_THE_BULB = (  # what no choice of a luminaire that is sold without bulbs can say
    *("power_factor", "standby_w", "cct_k", "cct_range_k", "dim_to_warm", "colour_rendering_index"),
    "minimum_dimming",
)


def choices_of(
    options: WrittenOptions, variant: str | None, where: str
) -> tuple[tuple[WrittenChoice, ...], list[Problem]]:
    """One choice for each option, and what is wrong with a variant's key.

    Parameters
    ----------
    options
        As the luminaire has them.
    variant
        A key as above, or None.
    where
        The place that names it.
    """
    option_of = {choice.key: option for option in options.option for choice in option.choice}
    choice_of = {choice.key: choice for option in options.option for choice in option.choice}
    chosen: dict[str, WrittenChoice] = {}
    problems: list[Problem] = []
    for key in filter(None, (part.strip() for part in (variant or "").split(JOIN))):
        if key not in choice_of:
            problems.append(_unknown(key, list(choice_of), where))
            continue
        option = option_of[key].key
        if option in chosen and chosen[option].key != key:
            message = (
                f"{where} names both {chosen[option].key!r} and {key!r}; they are of one option, {option!r}."
            )
            problems.append(error("VARIANT_CHOSEN_TWICE", where, message, "Keep one of them."))
        chosen.setdefault(option, choice_of[key])
    complete = tuple(chosen.get(option.key, option.choice[0]) for option in options.option)
    return complete, problems + _excluded(options, complete, where)


def _unknown(key: str, known: list[str], where: str) -> Problem:
    if not known:
        message = f"{where} is {key!r}; this luminaire comes in one variant only."
        return error("UNKNOWN_VARIANT", where, message, "Leave out 'variant'.")
    near = difflib.get_close_matches(key, known, n=3)
    hint = f"Did you mean {', '.join(near)}?" if near else f"There are {', '.join(known[:20])}."
    return error(
        "UNKNOWN_VARIANT", where, f"{where} names {key!r}, which this luminaire does not have.", hint
    )


def _excluded(options: WrittenOptions, chosen: tuple[WrittenChoice, ...], where: str) -> list[Problem]:
    keys = {choice.key for choice in chosen}
    return [
        error(
            "VARIANT_EXCLUDED",
            where,
            f"{where}: {' and '.join(map(repr, rule.choices))} do not go together: {rule.because.en}",
            "Choose another of one of them.",
        )
        for rule in options.exclude
        if keys.issuperset(rule.choices)
    ]


def canonical_key(options: WrittenOptions, chosen: tuple[WrittenChoice, ...]) -> str:
    """The shortest key of a variant; empty for the luminaire as it comes."""
    pairs = zip(options.option, chosen, strict=True)
    return JOIN.join(choice.key for option, choice in pairs if choice.key != option.choice[0].key)


def article_sku(sku: str, options: WrittenOptions, variant: str) -> str:
    """The sku under which a variant of a canonical key is sold."""
    if not variant:
        return sku
    return options.skus.get(variant) or JOIN.join([sku, variant]).replace(JOIN, "-")


def variants_of(options: WrittenOptions) -> Iterator[str]:
    """The canonical keys of all variants whose choices go together, the default first."""
    for chosen in islice(product(*(option.choice for option in options.option)), MOST_VARIANTS):
        if not _excluded(options, chosen, ""):
            yield canonical_key(options, chosen)


def files_named(options: WrittenOptions) -> tuple[str, ...]:
    """The files that choices name."""
    choices = [choice for option in options.option for choice in option.choice]
    return tuple(name for choice in choices for name in (choice.body, choice.photometry) if name is not None)


def check_options(
    options: WrittenOptions, where: str, lampholder: WrittenLampholder | None = None
) -> list[Problem]:
    """What is wrong with options themselves: keys, number, values that two of them or a bulb set."""
    problems: list[Problem] = []
    variants = prod(len(option.choice) for option in options.option)
    if variants > MOST_VARIANTS:
        message = f"the options give {variants} variants, expected at most {MOST_VARIANTS}"
        hint = "Make several luminaires of it."
        return [error("TOO_MANY_VARIANTS", f"{where}: options", message, hint)]
    keys = [choice.key for option in options.option for choice in option.choice]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        message = f"two choices have the key {key!r}; a variant's key could not tell them apart"
        problems.append(error("CHOICE_KEY_TWICE", f"{where}: options", message))
    for rule in options.exclude:
        problems += [
            error("UNKNOWN_CHOICE_KEY", f"{where}: options.exclude", f"there is no choice {key!r}")
            for key in rule.choices
            if key not in keys
        ]
    setting: dict[str, str] = {}
    for option in options.option:
        for name in sorted({name for choice in option.choice for name in _set_by(choice)}):
            if name in setting:
                message = f"{name} is set by the options {setting[name]!r} and {option.key!r}"
                problems.append(error("CHOICES_COLLIDE", f"{where}: options.{option.key}", message))
            setting.setdefault(name, option.key)
        problems += _without_effect(option, where, lampholder)
    problems += _check_skus(options, where)
    return problems


def _without_effect(
    option: WrittenOption, where: str, lampholder: WrittenLampholder | None
) -> Iterator[Problem]:
    """Errors for what choices set and the bulb says, or what needs a bulb."""
    names: tuple[str, ...] = ("bulbs",)
    if lampholder is not None:
        names = (*_OF_THE_BULB, "photometry") if lampholder.light == "bulb" else _OF_THE_BULB
    why = "there is no lampholder" if lampholder is None else "it is the bulb's"
    for choice in option.choice:
        for name in names:
            if getattr(choice, name) not in (None, WrittenChoice.model_fields[name].default):
                place = f"{where}: options.{option.key}.{choice.key}.{name}"
                yield error(
                    "CHOICE_WITHOUT_EFFECT", place, f"{name} would change nothing: {why}", "Leave it out."
                )


def _set_by(choice: WrittenChoice) -> set[str]:
    """What a choice sets to a value of its own; factors and price differences go together."""
    adding = {"key", "name", "price_delta", "finishes", "flux_factor", "power_factor", "weight_factor"}
    named = {name for name, value in choice if name not in adding and value is not None}
    return named | {f"finishes.{material}" for material in choice.finishes}


def _check_skus(options: WrittenOptions, where: str) -> list[Problem]:
    if not options.skus:
        return []
    known = set(variants_of(options))
    return [
        error(
            "UNKNOWN_VARIANT", f"{where}: options.skus", f"{key!r} is no variant's key; one is {min(known)!r}"
        )
        for key in options.skus
        if key not in known
    ]
