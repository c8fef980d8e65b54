"""The road person by person, for one draw: slow, plain, and the model's witness."""

import numpy as np

from simulate.programmes.universal.pathway import CHANNELS, PAID_FOR, POOLS

NAMES = (*CHANNELS, *POOLS)
CODE = {name: place for place, name in enumerate(NAMES)}
_LONG = 2000  # months of membership beyond which nobody is


def live(start, moves, rng):
    """Heads by name and month, shape (months,) each, of persons who live through what `walk` reckons on average.

    ``start`` and ``moves`` are of one draw; targets are whole heads, and employment does not shrink.
    """
    heads = {
        name: int(getattr(start, {"self": "bpu_others", "subsidised": "funded"}.get(name, name), [0])[0])
        for name in NAMES
    }
    state = np.repeat(np.arange(len(NAMES)), [heads[name] for name in NAMES])
    keep = np.array([float(moves.retention.keep(months)[0]) for months in range(_LONG)])
    tenure = np.zeros(len(state), dtype=int)
    own = state == CODE["self"]
    tenure[own] = rng.choice(_LONG, size=own.sum(), p=keep / keep.sum())  # as steady enrolment leaves them
    stop = np.array([float(moves.retention.stop(months)[0]) for months in range(_LONG)])
    months = moves.registered.shape[1]
    out = {name: np.zeros(months) for name in NAMES}
    contracted = 0

    def of(name):
        return np.flatnonzero(state == CODE[name])

    def move(people, to):
        state[people] = CODE[to]
        tenure[people] = 0

    def some(people, count):
        return rng.choice(people, size=min(max(int(count), 0), len(people)), replace=False)

    def reach(pool):
        people = of(pool)
        kept = moves.civil_servants[0] if pool == "formal_uncovered" else moves.refused[0]
        return some(people, len(people) - int(kept))

    for month in range(months):
        new = rng.poisson(len(state) * moves.growth[0])
        covered = len(of("pu")) / max(len(of("pu")) + len(of("formal_uncovered")), 1)
        formal = rng.random(new) < moves.formal_share[0]
        lucky = rng.random(new) < covered
        where = np.where(formal, np.where(lucky, CODE["pu"], CODE["formal_uncovered"]), CODE["informal_uncovered"])
        state, tenure = np.concatenate([state, where]), np.concatenate([tenure, np.zeros(new, dtype=int)])
        left = {}
        lost = of("pu")
        move(lost[rng.random(len(lost)) < moves.pu_stop[0]], "formal_uncovered")
        for channel in PAID_FOR:
            people = of(channel)
            gone = people[rng.random(len(people)) < moves.leave[channel][0]]
            left[channel] = len(gone)
            move(gone, "informal_uncovered")
        payers = of("self")
        stopping = payers[rng.random(len(payers)) < stop[np.minimum(tenure[payers], _LONG - 1)]]
        tenure[payers] += 1
        move(stopping, "informal_uncovered")

        ahead = reach("formal_uncovered")
        move(ahead[rng.random(len(ahead)) < moves.registered[0, month]], "pu")
        both = np.concatenate([reach("formal_uncovered"), reach("informal_uncovered")])
        taken = some(both, moves.contractors[0, month] - contracted)
        contracted += len(taken)
        move(taken, "jakon")
        move(some(of("village"), len(of("village")) - int(moves.village[0, month])), "informal_uncovered")
        move(some(reach("informal_uncovered"), moves.village[0, month] - len(of("village"))), "village")
        for channel in ("subsidised", "sponsored", "others"):
            wanted = int(getattr(moves, channel)[0, month])
            move(some(of(channel), len(of(channel)) - wanted), "informal_uncovered")
            additional = max(wanted - len(of(channel)) - left[channel], 0)
            move(some(of("self"), rng.binomial(additional, moves.would_pay[0])), channel)
            move(some(reach("informal_uncovered"), wanted - len(of(channel))), channel)
        move(some(reach("informal_uncovered"), rng.poisson(moves.enrolled[0])), "self")
        for name in NAMES:
            out[name][month] = len(of(name))
    return out
