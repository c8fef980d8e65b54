"""Which reports the tests publish: every one; and which of them they look at in a browser, whatever is asked of it."""

from simulate.publish.requests import chosen

EVERY = [f"{name}/{label}" for name, label in chosen()]
# a named plan's page is made of the same pieces and styles as its report's default one; village elections lack some
SEEN = [one for one in EVERY if one.partition("/")[2] in ("default", "start_2027", "pilkades_2027")]
