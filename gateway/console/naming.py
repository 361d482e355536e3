"""What consoles call the things of hall.toml."""

from gateway.hall.plan import HallPlan
from screens.languages import Words


def business_name(say: Words, plan: HallPlan, code: str) -> str:
    """As people read it; the code where hall.toml has none any more."""
    known = plan.business.get(code)
    return code if known is None else say.pick(known.name, known.name_en or known.name)
