"""Which reports the tests look at: each one's default plan, and the runs that the brief of the base scenario reads."""

from simulate.publish.requests import chosen

# a named plan's page is made of the same pieces and styles as its report's default one; village elections lack some
SEEN = [f"{name}/{label}" for name, label in chosen() if label in ("default", "start_2027", "pilkades_2027")]
