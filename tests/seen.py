"""Which reports the tests look at: each one's default plan."""

from simulate.publish.catalogue import chosen

# a named plan's page is made of the same pieces and styles as its report's default one; village elections lack some
SEEN = [f"{name}/{label}" for name, label in chosen() if label in ("default", "pilkades_2027")]
