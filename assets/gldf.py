"""GLDF files: a product's variants as luminaires, each with its light, its body and its mounting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from assets.archive import Archive
from assets.gldf_geometry import Model, Shape, bare_shape, model_shape, read_model, simple_shape
from assets.gldf_light import EmitterLight, before_surface, emitter_light, luminaire_light
from assets.gldf_product import MODEL_TYPE, GldfProduct, GldfVariant, LightEmitter, read_product, text_of
from assets.l3d import Angles
from assets.luminaire import Luminaire, Mounting
from assets.luminaire_file import LuminaireFile, LuminaireVariant
from assets.photometry import Photometry
from assets.read_photometry import read_photometry
from assets.xml_nodes import read_xml
from kit.errors import UnsoundInput
from kit.problems import Problem, error, info, require_sound, warning

PRODUCT = "product.xml"
MOST_TRIANGLES = 4_000_000  # of all variants' bodies together
MOST_VALUES = 40_000_000  # of all variants' tables together
_ENDINGS = {"ldc/eulumdat": "ldt", "ldc/ies": "ies", "ldc/iesxml": "xml"}


def read_gldf(
    data: bytes, filename: str, *, joint_angles_deg: Mapping[str, Angles] | None = None
) -> LuminaireFile:
    """Read a GLDF file.

    A value that the product's XML states takes the place of the same value in a photometric file, as the
    format says, and a problem tells so. Light emitters within one emitter are alternatives: the first that
    is not for emergencies only is taken, and the others are variants of their own, ``ID/2`` and so on.
    Emitters of one variant burn together; their light is summed (`assets.combine_light`).

    Parameters
    ----------
    data
        The whole file.
    filename
        What it is called in problems.
    joint_angles_deg
        Angles about x, y and z of joints by name; others are at their default [deg].

    Raises
    ------
    UnsoundInput
        What `Archive`, `read_xml` and `read_product` raise; GLDF_WITHOUT_LIGHT; all errors of all variants
        where none could be made.
    """
    archive = Archive(data, filename)
    product = read_product(read_xml(archive.read(PRODUCT), PRODUCT))
    require_sound(product.problems)
    making = _Making(archive, product, dict(joint_angles_deg or {}), hashlib.sha256(data).hexdigest())
    variants = [variant for each in product.variants for variant in making.variants_of(each)]
    if not variants:
        missing = error("GLDF_WITHOUT_LIGHT", PRODUCT, "no variant of the product has light that can be read")
        raise UnsoundInput(making.problems or [missing])
    return LuminaireFile(
        "GLDF", product.version, product.manufacturer, tuple(variants), tuple(making.problems)
    )


@dataclass
class _Making:
    """Variants while they are made; each file of the archive is read once."""

    archive: Archive
    product: GldfProduct
    joints: dict[str, Angles]
    sha256: str
    problems: list[Problem] = field(default_factory=list)
    _photometries: dict[str, Photometry] = field(default_factory=dict)
    _models: dict[tuple[str, frozenset[str]], Model] = field(default_factory=dict)
    _triangles: int = 0
    _values: int = 0

    def __post_init__(self) -> None:
        self.problems += self.product.problems

    def variants_of(self, variant: GldfVariant) -> Iterator[LuminaireVariant]:
        """The variant, and one more for each alternative of its emitters."""
        most = max((len(self._alternatives(each)) for each, _ in variant.emitters), default=1)
        for number in range(max(most, 1)):
            try:
                made = self._variant(variant, number)
            except UnsoundInput as unsound:
                self.problems += unsound.problems
            else:
                if number == 0 and most > 1:
                    ids = ", ".join(f"{variant.id}/{k + 1}" for k in range(1, most))
                    message = (
                        f"its emitters burn in {most} ways, the first of which is taken; others are {ids}"
                    )
                    remark = info("GLDF_ALTERNATIVE_EMITTERS", variant.where, message)
                    made = replace(made, problems=(remark, *made.problems))
                yield made

    def _alternatives(self, emitter: str) -> list[LightEmitter]:
        """Ways in which an emitter burns, those for emergencies only last."""
        return sorted(self.product.emitters.get(emitter, ()), key=lambda each: each.emergency_only)

    def _variant(self, variant: GldfVariant, number: int) -> LuminaireVariant:
        if not variant.emitters:
            message = f"the variant {variant.id!r} refers to no emitter, so it has no light"
            raise UnsoundInput([error("GLDF_WITHOUT_LIGHT", variant.where, message)])
        problems: list[Problem] = []
        lights = [
            self._light(emitter, place, number, variant, problems)
            for emitter, place in self._burning(variant, problems)
        ]
        shape = self._shape(variant, lights, problems)
        light = before_surface(luminaire_light(lights, shape, problems), shape.mounting, problems)
        chosen = variant.id if number == 0 else f"{variant.id}/{number + 1}"
        luminaire = replace(
            self._luminaire(variant, light.photometry, shape, light.centre_m),
            cct_range_k=light.cct_range_k,
            hanging=shape.hanging(light.centre_m),
            stand_in=shape.stand_in,
            variant=chosen,
        )
        self._spend(luminaire, variant)
        numbers = variant.product_numbers or self.product.product_numbers
        told = luminaire.body.problems if luminaire.body is not None else ()
        return LuminaireVariant(
            id=chosen,
            luminaire=luminaire,
            product_number=text_of(numbers, "en", self.product.default_language),
            gtin=variant.gtin,
            mountings=variant.mountings,
            problems=(*problems, *told),
        )

    def _burning(self, variant: GldfVariant, problems: list[Problem]) -> list[tuple[str, str]]:
        """The emitters that burn when there is no emergency, and no sensors."""
        lights = [pair for pair in variant.emitters if pair[0] not in self.product.sensors]
        if not lights:
            message = f"the variant {variant.id!r} has sensors and no light"
            raise UnsoundInput([error("GLDF_WITHOUT_LIGHT", variant.where, message)])
        spare = [
            emitter
            for emitter, _ in lights
            if (ways := self._alternatives(emitter)) and all(way.emergency_only for way in ways)
        ]
        if not spare or len(spare) == len(lights):
            return lights
        message = f"{', '.join(spare[:6])} burns in emergencies only, and is off here"
        problems.append(info("GLDF_EMERGENCY_ONLY", variant.where, message))
        return [pair for pair in lights if pair[0] not in spare]

    def _light(
        self, emitter: str, place: str, number: int, variant: GldfVariant, problems: list[Problem]
    ) -> EmitterLight:
        ways = self._alternatives(emitter)
        if not ways:
            message = f"the emitter {emitter[:80]!r} is not defined, or gives no light"
            raise UnsoundInput([error("GLDF_REFERENCE", variant.where, message, "Correct the GLDF file.")])
        way = ways[min(number, len(ways) - 1)]
        files = [self._photometry(file, way.where, problems) for file, _ in way.lights]
        return emitter_light(emitter, place, way, files, problems)

    def _photometry(self, file_id: str, where: str, problems: list[Problem]) -> Photometry:
        if file_id not in self._photometries:
            name, data = self._file(file_id, where, "ldc")
            try:
                self._photometries[file_id] = read_photometry(data, name)
            except UnsoundInput as unsound:
                raise UnsoundInput([_within(each, name) for each in unsound.problems]) from unsound
        read = self._photometries[file_id]
        problems += [_within(each, self.product.files[file_id].name) for each in read.problems]
        return read

    def _shape(self, variant: GldfVariant, lights: list[EmitterLight], problems: list[Problem]) -> Shape:
        mounting = variant.mountings[0] if variant.mountings else Mounting.ANY
        if variant.geometry is None:
            return bare_shape()
        simple = self.product.simple.get(variant.geometry)
        if simple is not None:
            return simple_shape(simple, variant, mounting, lights)
        if variant.geometry not in self.product.models:
            message = f"the geometry {variant.geometry[:80]!r} is not defined"
            raise UnsoundInput([error("GLDF_REFERENCE", variant.where, message, "Correct the GLDF file.")])
        wanted = frozenset(light.place for light in lights if light.place)
        file = self.product.files.get(self.product.models[variant.geometry])
        if file is not None and (file.elsewhere or file.content_type not in (MODEL_TYPE, "")):
            what = "lies elsewhere" if file.elsewhere else f"is of the type {file.content_type}"
            message = f"the model {file.name[:80]!r} {what} and is not read; the luminaire has no body"
            problems.append(warning("GLDF_MODEL_NOT_READ", file.where, message))
            return bare_shape()
        if (variant.geometry, wanted) not in self._models:
            name, data = self._file(self.product.models[variant.geometry], variant.where, "geo")
            self._models[variant.geometry, wanted] = read_model(data, name, wanted, self.joints)
        return model_shape(self._models[variant.geometry, wanted], variant, mounting)

    def _spend(self, luminaire: Luminaire, variant: GldfVariant) -> None:
        """Count what variants take together, so that many of them cannot fill the memory."""
        self._triangles += 0 if luminaire.body is None else len(luminaire.body.triangles)
        self._values += luminaire.photometry.distribution.intensity_cd.size
        if self._triangles > MOST_TRIANGLES or self._values > MOST_VALUES:
            message = (
                f"the variants up to here have {self._triangles} triangles and {self._values} intensities; "
                f"{MOST_TRIANGLES} and {MOST_VALUES} are the most of one file"
            )
            raise UnsoundInput([error("GLDF_TOO_HEAVY", variant.where, message, "Split the product.")])

    def _file(self, file_id: str, where: str, folder: str) -> tuple[str, bytes]:
        """Name with the ending of its kind, and bytes of a file that lies in the archive."""
        file = self.product.files.get(file_id)
        if file is None:
            message = f"the file {file_id[:80]!r} is not defined"
            raise UnsoundInput([error("GLDF_REFERENCE", where, message, "Correct the GLDF file.")])
        if file.elsewhere:
            message = f"{file.name[:120]!r} lies elsewhere on the network; no address is ever opened"
            hint = "Export the product with all its files inside."
            raise UnsoundInput([error("GLDF_FILE_ELSEWHERE", file.where, message, hint)])
        member = self.archive.find(f"{folder}/{file.name}")
        if member is None:
            there = [name for name in self.archive.names if name.startswith(f"{folder}/")]
            message = f"the file {folder}/{file.name[:120]} is not in the archive"
            hint = f"There are {', '.join(there[:5])}." if there else f"The folder {folder}/ is empty."
            raise UnsoundInput([error("GLDF_FILE_MISSING", file.where, message, hint)])
        name = PurePosixPath(file.name.replace("\\", "/")).name
        ending = _ENDINGS.get(file.content_type)
        if ending is not None and not name.casefold().endswith(f".{ending}"):
            name = f"{name}.{ending}"
        return name, self.archive.read(member)

    def _luminaire(
        self,
        variant: GldfVariant,
        photometry: Photometry,
        shape: Shape,
        centre_m: tuple[float, float, float],
    ) -> Luminaire:
        default = self.product.default_language
        names = [self._named(variant, *languages) for languages in (("en", default), ("zh", "en", default))]
        described = variant.descriptions or self.product.descriptions
        told = replace(
            photometry,
            format="GLDF",
            version=self.product.version,
            manufacturer=self.product.manufacturer or photometry.manufacturer,
            name=names[0],
            sha256=self.sha256,
        )
        return Luminaire(
            sku="",
            name=names[0],
            name_zh=names[1],
            photometry=told,
            mounting=shape.mounting,
            body=shape.body,
            photometric_centre_m=centre_m,
            power_w=told.power_w,
            cct_k=told.cct_k,
            colour_rendering_index=told.colour_rendering_index,
            description=text_of(described, "en", default),
            description_zh=text_of(described, "zh", "en", default),
            variant_name=text_of(variant.names, "en", default),
            variant_name_zh=text_of(variant.names, "zh", "en", default),
        )

    def _named(self, variant: GldfVariant, *languages: str) -> str:
        """The product's name and the variant's, once where they are the same."""
        whole, part = text_of(self.product.names, *languages), text_of(variant.names, *languages)
        return whole or part if not part or part == whole or not whole else f"{whole}: {part}"


def _within(problem: Problem, file: str) -> Problem:
    """A problem of a file in the archive; what stops that file is told with the file."""
    where = f"{file}: {problem.where}" if problem.where else file
    return replace(problem, where=where)
