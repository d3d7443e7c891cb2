from gongkai.catalogue.models.matters import Matter
from gongkai.catalogue.models.plans import ClauseLimit, ClauseUnit, Plan, PlanChapter, PlanClause, PlanReading

__all__ = ["ClauseLimit", "ClauseUnit", "Matter", "Plan", "PlanChapter", "PlanClause", "PlanReading"]
