"""What an audit is measured against: requirements, the frameworks that they touch, and the questions to the owner."""

from scanner.requirements.catalogue import Catalogue, Requirement, Theme, latest, load_catalogue
from scanner.requirements.crosswalk import frameworks
from scanner.requirements.questions import Question, Questions, load_questions
from scanner.requirements.reading import CatalogueError

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Question",
    "Questions",
    "Requirement",
    "Theme",
    "frameworks",
    "latest",
    "load_catalogue",
    "load_questions",
]
