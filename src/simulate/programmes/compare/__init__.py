"""Plans and published runs side by side: what each gives, which lever moved what, and why."""

from simulate.programmes import Programme

programme = Programme(name="compare", notebook="11_compare.ipynb", plan="ComparePlan")
