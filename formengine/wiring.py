"""Where services and effects are tied together: the worker's questions and its clock."""

from functools import partial

from formengine.effects.facts import Facts
from formengine.effects.mail_data import mail_facts, recipients
from formengine.effects.paper_data import paper_order
from formengine.services.freeing import free_tasks
from formengine.services.house import House
from formengine.services.keeping import keep_house
from formengine.services.stranding import Watch
from formengine.services.succession import end_children, hand_to_successors
from formengine.services.waking import let_time_act
from formengine.worker import WorkerThread, run_worker


def facts_of(house: House) -> Facts:
    """What effects ask about a submission."""
    return Facts(
        recipients=partial(recipients, config=house.config),
        mail=partial(mail_facts, config=house.config),
        paper=partial(paper_order, config=house.config),
    )


def worker_thread(house: House) -> WorkerThread:
    return WorkerThread(house.database, house.config, facts_of(house), _clock_services(house))


def work(house: House, *, once: bool = False) -> None:
    """Work in this thread until it is stopped; with `once` until nothing is due."""
    run_worker(
        house.database, house.config, facts_of(house), clock_services=_clock_services(house), once=once, clock=house.now
    )


def _clock_services(house: House) -> list:
    return [
        partial(let_time_act, house),
        partial(hand_to_successors, house),
        partial(end_children, house),
        Watch(house, free_tasks),
        Watch(house),
        partial(keep_house, house),
    ]
