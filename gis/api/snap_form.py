"""The form in which whoever sees something reports it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    Field,
    FiniteFloat,
    StringConstraints,
    ValidationError,
)

from gis.api.multipart import Form
from gis.api.photo_form import PART, ROOM
from gis.errors import Fault, UnusableInputError
from gis.model.tickets import TicketKind
from gis.workflow.pictures import LARGEST

PHOTOS = 3
BODY = PHOTOS * LARGEST + ROOM
LONGEST = 1000
"""Characters of a description."""


class Snapped(BaseModel):
    """The fields of the form, besides the photos."""

    model_config = {"extra": "forbid"}

    external: str = Field(
        pattern="^[A-Za-z0-9_-]{16,64}$", examples=["5f0c0c6e-4be3-4a9d-95f0-c0c6e4be3a9d"],
        description="A random id made by the phone: the same again is the same report.",
    )  # fmt: skip
    kind: TicketKind = Field(examples=["matter"])
    code: str = Field(max_length=20, examples=["06010"])
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)] = (
        Field("", examples=["垃圾箱旁堆满了袋子"])
    )
    lon: FiniteFloat | None = Field(None, ge=-1e9, le=1e9, examples=[113.9384])
    lat: FiniteFloat | None = Field(None, ge=-1e9, le=1e9, examples=[30.6213])
    crs: str = Field("wgs84", max_length=40, examples=["wgs84"])
    accuracy: FiniteFloat | None = Field(
        None, ge=0, examples=[12], description="Metres; not kept, a vague place counts as none."
    )
    reported_at: AwareDatetime | None = Field(
        None, description="When it was made, for phones that had no network."
    )


def _form() -> dict[str, Any]:
    """The form as the description of the service tells it."""
    schema = Snapped.model_json_schema()
    picture = {"type": "string", "format": "binary", "description": "JPEG, PNG or WebP."}
    pictures = {"type": "array", "maxItems": PHOTOS, "items": picture}
    for value in schema["properties"].values():
        if value.pop("$ref", None):
            value |= {"type": "string", "enum": list(TicketKind)}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": schema["required"],
                        "properties": schema["properties"] | {PART: pictures},
                    }
                }
            },
        }
    }


def fields_of(form: Form) -> Snapped:
    """The fields of a form.

    Raises
    ------
    UnusableInputError
        With every fault of them.
    """
    faults = []
    unknown = sorted(form.files.keys() - {PART})
    faults += [Fault("report", "", name, "", "no such file is taken") for name in unknown]
    if len(form.files.get(PART, [])) > PHOTOS:
        faults.append(Fault("report", "", PART, "", f"at most {PHOTOS} photos are taken"))
    try:
        fields = Snapped.model_validate(form.fields)
    except ValidationError as error:
        faults += [
            Fault("report", "", ".".join(map(str, one["loc"])), "", one["msg"])
            for one in error.errors()
        ]
    if faults:
        raise UnusableInputError(faults)
    return fields


FORM = _form()
