from tests import breaks, golden, swapped
import pytest
def test_x(database):
    made = swapped.confirmed(is_instant=True)
    from marketplace.booking import services
    services.name_swap_limit(made.pots["virtual"], limit=swapped.LIMIT, by=made.viewers["officer"])
    ref = swapped.plan(made)
    print(swapped.states(made), breaks.balance(made))
    print(services.ask_swap(made.ref, ref, by=made.viewers["person"]))
    print(swapped.states(made), breaks.balance(made))
    from tests import staged
    for n in ("break-swapped","break-swap-inside","break-part-over","break-confirmed-provider"):
        print(n, staged.letters(n))
        print(staged.bodies(n)[-1])
