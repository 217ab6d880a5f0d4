"""What a person was told, and what others were told of them.

Every function may be repeated at any point: it looks for what is left.
"""

from django.db import connection, transaction

from meadow.people.models.news import Device, Hours, News, NewsChoice
from meadow.people.models.persons import Person
from meadow.trade.models.orders import Order


@transaction.atomic
def erase_news(person: Person) -> None:
    """Delete what they were told and how they wanted to hear of it, and take them out of what others are told.

    News that others have of them goes; where they are one of several people, the number falls by one.
    """
    for kind in (NewsChoice, Device, Hours):
        kind._default_manager.filter(person=person).delete()
    News.objects.filter(person=person).delete()
    News.objects.filter(actor=person).delete()
    orders = [f"order:{pk}" for pk in Order.objects.filter(member=person).values_list("pk", flat=True)]
    handle = person.handle.replace("_", r"\_")
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM people_news WHERE (words ? 'member' AND about = ANY(%s))"
            " OR words::text ILIKE %s OR url LIKE %s",
            [orders, f"%@{handle}%", f"/people/{handle}/%"],
        )
        cursor.execute(
            "UPDATE people_news SET counted = array_remove(counted, %s::bigint), count = GREATEST(count - 1, 1)"
            " WHERE counted @> ARRAY[%s::bigint]",
            [person.pk, person.pk],
        )
