"""The demo portfolio: a company that does not exist, a year of its models, and what it claims."""

from data.demo.answers import Claim, Respondent, Truth, claims, respondents, truths
from data.demo.stories import Planned, plan
from data.demo.year import period, portfolio

ORGANISATION = "Velmora Mobility Group"
ASSESSMENT = "Model control review"

__all__ = [
    "ASSESSMENT",
    "ORGANISATION",
    "Claim",
    "Planned",
    "Respondent",
    "Truth",
    "claims",
    "period",
    "plan",
    "portfolio",
    "respondents",
    "truths",
]
