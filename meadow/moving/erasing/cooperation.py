"""What a person was as a buyer, and what is remembered of how they came to goods."""

from django.db.models import Q

from meadow.people.models.persons import Person
from meadow.trade.actions.buyers import stop_being_buyer
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.buyers import Buyer
from meadow.trade.models.samples import Sample
from meadow.trade.models.selections import SelectionItem
from meadow.trade.models.touches import Touch


def erase_cooperation(person: Person) -> None:
    """End what they agreed on and forget their words, their selection and every touch of theirs and through them.

    Agreements stay without words: what was owed under them is book-keeping.
    """
    stop_being_buyer(person)
    Buyer.objects.filter(person=person).delete()
    SelectionItem.objects.filter(buyer=person).delete()
    Agreement.objects.filter(buyer=person).update(words="", answer="")
    Sample.objects.asked_by(person).update(address={}, words="", answer="", carrier="", tracking="")
    Touch.objects.filter(Q(person=person) | Q(earner=person)).delete()
