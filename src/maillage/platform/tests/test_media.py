import io
import struct
import zlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from maillage.platform import clock, media
from maillage.platform.models import Photo

GPS_IFD = 0x8825
ORIENTATION = 0x0112


@pytest.fixture(autouse=True)
def _media_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def picture(width=60, height=40, kind="JPEG", **options) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(stream, kind, **options)
    return stream.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims a size: a bomb before it is decoded."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", media.FORMATS)
def test_a_photo_becomes_webp_in_two_sizes(kind):
    photo = media.take(upload(picture(2000, 1000, kind)))
    assert (photo.width, photo.height) == (1600, 800)
    for size, longest in ((media.LARGE, 1600), (media.THUMB, 320)):
        with Image.open(media.path(photo.pk, size)) as kept:
            assert kept.format == "WEBP"
            assert max(kept.size) == longest


@pytest.mark.django_db
@pytest.mark.parametrize("sides", [(2000, 1000), (333, 1001), (60, 40), (1600, 3)])
def test_a_photo_knows_the_size_of_its_thumb(sides):
    photo = media.take(upload(picture(*sides)))
    with Image.open(media.path(photo.pk, media.THUMB)) as kept:
        assert photo.thumb == kept.size


@pytest.mark.django_db
def test_a_photo_keeps_no_trace_of_where_it_was_taken():
    exif = Image.Exif()
    exif[GPS_IFD] = {1: "N", 2: (48.0, 27.0, 12.0)}
    exif[0x010F] = "A recognisable maker"
    photo = media.take(upload(picture(exif=exif)))
    for size in (media.LARGE, media.THUMB):
        content = media.path(photo.pk, size).read_bytes()
        assert b"recognisable" not in content
        with Image.open(io.BytesIO(content)) as kept:
            assert not kept.getexif()


@pytest.mark.django_db
def test_a_photo_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    photo = media.take(upload(picture(60, 40, exif=exif)))
    assert (photo.width, photo.height) == (40, 60)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (png_claiming(20_000, 20_000), "trop de pixels"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "pas une photo lisible"),
        (b"\xff\xd8\xff\xe0 only the beginning of a JPEG", "pas une photo lisible"),
        (b"%PDF-1.7", "pas une photo lisible"),
        (b"", "pas une photo lisible"),
        (picture(kind="GIF"), "pas une photo lisible"),
    ],
    ids=["400 megapixels", "svg", "claims to be a jpeg", "pdf", "empty", "gif"],
)
def test_a_hostile_file_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(media.BadPhoto, match=sentence):
        media.prepare(upload(content))


def test_a_bomb_is_refused_before_its_pixels_are_decoded(monkeypatch):
    def decoded(*_args, **_options):
        raise AssertionError("the pixels were decoded")

    monkeypatch.setattr(Image.Image, "load", decoded)
    with pytest.raises(media.BadPhoto):
        media.prepare(upload(png_claiming(20_000, 20_000)))


def test_a_heavy_file_is_refused_before_it_is_read():
    heavy = upload(picture())
    heavy.size = media.MAX_BYTES + 1
    with pytest.raises(media.BadPhoto, match="12\u00a0Mo"):
        media.prepare(heavy)


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail_otherwise(content):
    with pytest.raises(media.BadPhoto):
        media.prepare(upload(b"\xff\xd8" + content))


@pytest.mark.django_db
def test_photos_that_nothing_shows_are_forgotten_after_a_day(django_capture_on_commit_callbacks):
    photo = media.take(upload(picture()))
    file = media.path(photo.pk, media.LARGE)
    assert media.forget_orphans() == 0
    with clock.at(clock.now() + timedelta(days=2)), django_capture_on_commit_callbacks(execute=True):
        assert media.forget_orphans() == 1
    assert not Photo.objects.exists()
    assert not file.exists()


@pytest.mark.django_db
def test_a_photo_that_something_shows_is_kept(django_user_model):
    photo = media.take(upload(picture()))
    django_user_model.objects.create(email="maelle@example.org", photo=photo)
    with clock.at(clock.now() + timedelta(days=2)):
        assert media.forget_orphans() == 0


def test_a_copy_outlives_the_photo_it_was_made_of(django_capture_on_commit_callbacks, db):
    photo = media.take(upload(picture()), "Un vélo bleu")
    copied, first = media.copy(photo), media.path(photo.pk, media.LARGE)
    with django_capture_on_commit_callbacks(execute=True):
        media.forget(photo)
    assert copied.description == "Un vélo bleu"
    assert all(media.path(copied.pk, size).exists() for size in (media.LARGE, media.THUMB))
    assert not first.exists()


def test_of_files_that_are_no_more_there_is_no_copy(db):
    photo = media.take(upload(picture()))
    media.path(photo.pk, media.THUMB).unlink()
    assert media.copy(photo) is None
    assert Photo.objects.count() == 1
