"""`{% photo %}` and `{% avatar %}`: what they write, and that they ask the database nothing."""

import pytest
from django.template import Context, Template
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertHTMLEqual

from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo

BLUR = "data:image/webp;base64,UklGRg=="


def rendition(width: int, kind: str) -> dict[str, object]:
    return {"width": width, "height": width * 5 // 4, "kind": kind, "name": f"photos/aa/{width}.{kind}"}


def drawn(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.fixture
def made() -> Photo:
    """A photo whose sizes are made."""
    sizes = [rendition(width, kind) for width in (720, 360) for kind in ("jpeg", "webp")]
    return Photo(name="photos/aa/master.webp", width=1600, height=2000, placeholder=BLUR, sizes=sizes)


def test_a_photo_comes_in_every_size_with_its_blur_beneath(made: Photo) -> None:
    html = drawn('{% photo photo alt="A vase" sizes="50vw" %}', photo=made)

    assertHTMLEqual(
        html,
        f"""<span class="photo"><img class="photo-blur" src="{BLUR}" alt="" aria-hidden="true">
        <picture>
          <source type="image/webp" sizes="50vw"
                  srcset="/files/photos/aa/360.webp 360w, /files/photos/aa/720.webp 720w">
          <img src="/files/photos/aa/720.jpeg" srcset="/files/photos/aa/360.jpeg 360w, /files/photos/aa/720.jpeg 720w"
               sizes="50vw" alt="A vase" width="1600" height="2000" loading="lazy" decoding="async">
        </picture></span>""".replace("/files/", made.url.removesuffix(made.name)),
    )


def test_until_its_sizes_are_made_a_photo_is_its_master() -> None:
    html = drawn("{% photo photo %}", photo=Photo(name="photos/aa/m.jpg", width=3, height=4, placeholder="", sizes=[]))

    assert "<source" not in html
    assert "photo-blur" not in html
    assert 'photos/aa/m.jpg"' in html
    assert 'alt=""' in html


def test_a_thumb_is_one_small_file_and_nothing_more(made: Photo) -> None:
    html = drawn("{% thumb photo %}", photo=made)

    assert 'src="' + made.url.removesuffix(made.name) + 'photos/aa/360.jpeg"' in html
    assert "srcset" not in html
    assert BLUR not in html
    assert len(html) < 250


def test_the_photo_that_a_page_opens_with_is_fetched_first(made: Photo) -> None:
    html = drawn('{% photo photo eager=True class="photo-square" %}', photo=made)

    assert 'fetchpriority="high"' in html
    assert "lazy" not in html
    assert 'class="photo photo-square"' in html


@pytest.mark.parametrize("place", ["alt", "sizes", "class"])
def test_words_cannot_leave_their_place(made: Photo, place: str) -> None:
    html = drawn(f"{{% photo photo {place}=words %}}", photo=made, words='"><script>alert(1)</script>')

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_placeholder_that_is_no_picture_is_left_out(made: Photo) -> None:
    made.placeholder = "javascript:alert(1)"

    assert "javascript" not in drawn("{% photo photo %}", photo=made)


def test_somebody_without_a_picture_is_a_letter() -> None:
    html = drawn('{% avatar person "l" %}', person=Person(name="<ada>", handle="ada"))

    assertHTMLEqual(html, '<span class="avatar avatar-l" aria-hidden="true">&lt;</span>')


def test_an_avatar_takes_the_smallest_size(made: Photo) -> None:
    made.pk = 1
    html = drawn("{% avatar person %}", person=Person(name="Ada", handle="ada", picture=made))

    assert "360.jpeg" in html
    assert 'width="36"' in html


def test_neither_asks_the_database(made: Photo, ada: Person, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made.save()
    ada.picture = made
    ada.save()
    person = Person.objects.select_related("picture").get(pk=ada.pk)

    with django_assert_num_queries(0):
        drawn("{% photo person.picture %}{% avatar person %}", person=person)
