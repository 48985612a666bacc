"""The ``product.xml`` of a GLDF file (1.0, release candidates 1 to 3) as plain data, references resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assets.gldf_shapes import SimpleGeometry, mountings_of, simple_geometries
from assets.luminaire import Mounting
from assets.xml_nodes import Node
from kit.errors import UnsoundInput
from kit.problems import Problem, error, info, warning

Texts = dict[str, str]
MOST_VARIANTS = 500
MODEL_TYPE = "geo/l3d"
MOST_TOGETHER = 64  # emitters of a variant, alternatives of an emitter, channels of a light source


@dataclass(frozen=True)
class GldfFile:
    """A file that the product names."""

    name: str
    content_type: str
    elsewhere: bool  # an address on the network, which is never opened
    where: str


@dataclass(frozen=True)
class LightSource:
    """What the XML states of light sources; None is not stated."""

    power_w: float | None = None
    flux_lm: float | None = None
    cct_k: float | None = None
    cct_range_k: tuple[float, float] | None = None
    colour_rendering_index: float | None = None


@dataclass(frozen=True)
class LightEmitter:
    """One way in which an emitter burns: its photometries with the flux of each, and what feeds it.

    `lights` has one entry, or one a channel; `rotation_deg` is about x, y, z and the axis of gamma 0.
    """

    names: Texts
    lights: tuple[tuple[str, float | None], ...]  # file id of the photometry, stated flux [lm]
    source: LightSource
    emergency_only: bool
    rotation_deg: tuple[float, float, float, float]
    where: str
    changeable: bool = False  # the stated flux is that of a bare lamp


@dataclass(frozen=True)
class GldfVariant:
    """A variant: texts, mounting, and which geometry burns with which emitters.

    `emitters` pairs an emitter's id with the name of the light-emitting object where it hangs, empty
    where the geometry has none.
    """

    id: str
    names: Texts
    descriptions: Texts
    product_numbers: Texts
    gtin: str
    mountings: tuple[Mounting, ...]
    pendant_length_m: float | None
    recessed_depth_m: float | None
    geometry: str | None
    emitters: tuple[tuple[str, str], ...]
    where: str


@dataclass(frozen=True)
class GldfProduct:
    """All that is used of a product."""

    version: str
    manufacturer: str
    default_language: str
    names: Texts
    descriptions: Texts
    product_numbers: Texts
    files: dict[str, GldfFile]
    sensors: frozenset[str]  # ids of emitters that are sensors and give no light
    emitters: dict[str, tuple[LightEmitter, ...]]
    models: dict[str, str]  # geometry id -> file id
    simple: dict[str, SimpleGeometry]
    variants: tuple[GldfVariant, ...]
    problems: tuple[Problem, ...] = ()


def text_of(texts: Texts, *languages: str) -> str:
    """The text in the first of some languages there is (``en`` finds ``en-GB``), else any, else empty."""
    for language in languages:
        for key, text in texts.items():
            if language and key.casefold().split("-")[0] == language.casefold().split("-")[0] and text:
                return text
    return next((text for text in texts.values() if text), "")


def read_product(root: Node) -> GldfProduct:
    """Take a product's XML apart.

    Raises
    ------
    UnsoundInput
        GLDF_ROOT when it is no GLDF, GLDF_TOO_MANY_VARIANTS. Everything else is in `problems`, at its line.
    """
    if root.tag != "Root" or root.child("ProductDefinitions") is None:
        message = f"the root element is {root.tag[:40]!r}; 'Root' with ProductDefinitions was expected"
        raise UnsoundInput([error("GLDF_ROOT", root.where, message, "Send a GLDF file.")])
    return _Reading(root).product()


@dataclass
class _Reading:
    """A product while it is read."""

    root: Node
    problems: list[Problem] = field(default_factory=list)

    def product(self) -> GldfProduct:
        """All of it."""
        version = self.root.first("Header/FormatVersion")
        told = version.attributes if version is not None else {}
        numbers = [told.get(key, "") for key in ("major", "minor")]
        written = ".".join(numbers) if all(numbers) else (version.text if version is not None else "")
        if "pre-release" in told:
            written += f"-rc.{told['pre-release']}"
        meta = self.root.first("ProductDefinitions/ProductMetaData") or Node("", {}, "")
        variants = self.root.all("ProductDefinitions/Variants/Variant")
        if len(variants) > MOST_VARIANTS:
            message = f"{len(variants)} variants; at most {MOST_VARIANTS} are taken"
            raise UnsoundInput([error("GLDF_TOO_MANY_VARIANTS", variants[0].where, message)])
        self._require_few()
        self.general = self.root.child("GeneralDefinitions") or Node("", {}, "")
        self.photometries = {
            node.attributes.get("id", ""): self._reference(node, "PhotometryFileReference", "fileId")
            for node in self.general.all("Photometries/Photometry")
        }
        self.sources = {
            node.attributes.get("id", ""): node
            for tag in ("ChangeableLightSource", "FixedLightSource", "MultiChannelLightSource")
            for node in self.general.all(f"LightSources/{tag}")
        }
        self.equipments = {
            node.attributes.get("id", ""): node for node in self.general.all("Equipments/Equipment")
        }
        files = dict(self._files())
        return GldfProduct(
            version=written[:40],
            manufacturer=self.root.words("Header/Manufacturer")[:200],
            default_language=self.root.words("Header/DefaultLanguage")[:20],
            names=_texts(meta, "Name"),
            descriptions=_texts(meta, "Description"),
            product_numbers=_texts(meta, "ProductNumber"),
            files=files,
            sensors=frozenset(self._sensors()),
            emitters={
                node.attributes.get("id", ""): tuple(self._light_emitters(node))
                for node in self.general.all("Emitters/Emitter")
            },
            models=dict(self._models(files)),
            simple=dict(simple_geometries(self.general, self.problems)),
            variants=tuple(self._variant(node) for node in variants),
            problems=tuple(self.problems),
        )

    def _require_few(self) -> None:
        """Refuse lists that nobody writes by hand and that would multiply each other."""
        variants = "ProductDefinitions/Variants/Variant/Geometry"
        for path in (
            "GeneralDefinitions/Emitters/Emitter",
            "GeneralDefinitions/LightSources/MultiChannelLightSource/Channels",
            f"{variants}/ModelGeometryReference",
            f"{variants}/GeometryReferences/ModelGeometryReference",
        ):
            for node in self.root.all(path):
                if len(node.children) > MOST_TOGETHER:
                    message = (
                        f"{node.tag} holds {len(node.children)} entries; at most {MOST_TOGETHER} are taken"
                    )
                    raise UnsoundInput([error("GLDF_TOO_MANY_ENTRIES", node.where, message)])

    def _files(self) -> Iterator[tuple[str, GldfFile]]:
        for node in self.general.all("Files/File"):
            elsewhere = node.attributes.get("type", "localFileName").casefold() == "url"
            content = node.attributes.get("contentType", "").casefold()
            yield node.attributes.get("id", ""), GldfFile(node.text[:500], content, elsewhere, node.where)

    def _sensors(self) -> Iterator[str]:
        for node in self.general.all("Emitters/Emitter"):
            if node.children and all(child.tag == "SensorEmitter" for child in node.children):
                yield node.attributes.get("id", "")

    def _reference(self, node: Node | None, tag: str, attribute: str) -> str:
        found = node.child(tag) if node is not None else None
        return "" if found is None else found.attributes.get(attribute, "")

    def _light_emitters(self, emitter: Node) -> Iterator[LightEmitter]:
        for node in emitter.children:
            if node.tag not in ("ChangeableLightEmitter", "FixedLightEmitter", "MultiChannelLightEmitter"):
                continue
            source, lights = self._fed(node)
            turn = node.child("Rotation")
            angles = [
                turn.number(axis, self.problems) or 0.0 if turn else 0.0 for axis in ("X", "Y", "Z", "G0")
            ]
            yield LightEmitter(
                _texts(node, "Name"),
                lights,
                source,
                node.attributes.get("emergencyBehaviour", "None") == "EmergencyOnly",
                (angles[0], angles[1], angles[2], angles[3]),
                node.where,
                node.tag == "ChangeableLightEmitter",
            )

    def _fed(self, node: Node) -> tuple[LightSource, tuple[tuple[str, float | None], ...]]:
        """What feeds a light emitter, and its photometries with their stated flux."""
        reference = node.child("LightSourceReference")
        told = reference.attributes if reference is not None else {}
        photometry = self._photometry(node)
        if node.tag == "FixedLightEmitter":
            source = self._source(self.sources.get(told.get("fixedLightSourceId", "")))
            return source, ((photometry, node.number("RatedLuminousFlux", self.problems)),)
        if node.tag == "MultiChannelLightEmitter":
            multi = self.sources.get(told.get("multiChannelLightSourceId", ""))
            channels = multi.all("Channels/Channel") if multi is not None else []
            lights = tuple(
                (self._photometry(each), each.number("RatedLuminousFlux", self.problems)) for each in channels
            )
            return self._source(multi), lights
        equipment = self.equipments.get(self._reference(node, "EquipmentReference", "equipmentId"))
        if equipment is None:
            return LightSource(), ((photometry, None),)
        inside = equipment.child("LightSourceReference")
        lamp = self.sources.get(inside.attributes.get("changeableLightSourceId", "")) if inside else None
        source = self._source(lamp)
        count = (inside.attribute_number("lightSourceCount", self.problems) if inside else None) or 1.0
        power_w = equipment.number("RatedInputPower", self.problems)
        flux_lm = None if source.flux_lm is None else source.flux_lm * count
        return LightSource(
            source.power_w if power_w is None else power_w,
            flux_lm,
            source.cct_k,
            source.cct_range_k,
            source.colour_rendering_index,
        ), ((photometry, flux_lm),)

    def _photometry(self, node: Node) -> str:
        """The file id of the photometry that a node refers to; empty where it is not there."""
        return self.photometries.get(self._reference(node, "PhotometryReference", "photometryId"), "")

    def _source(self, node: Node | None) -> LightSource:
        if node is None:
            return LightSource()
        colour = node.child("ColorInformation") or Node("", {}, "")
        low = colour.number("ColorTemperatureAdjustingRange/Lower", self.problems)
        high = colour.number("ColorTemperatureAdjustingRange/Upper", self.problems)
        both = low is not None and high is not None and 0.0 < low < high
        return LightSource(
            node.number("RatedInputPower", self.problems),
            node.number("RatedLuminousFlux", self.problems),
            colour.number("CorrelatedColorTemperature", self.problems),
            (low or 0.0, high or 0.0) if both else None,
            colour.number("ColorRenderingIndex", self.problems),
        )

    def _models(self, files: dict[str, GldfFile]) -> Iterator[tuple[str, str]]:
        """For each model its L3D file of medium detail, else the finest; another format where it has none."""
        detail = ("Medium", "High", "Low", "")
        for node in self.general.all("Geometries/ModelGeometry"):
            ranked = []
            for place, each in enumerate(node.all("GeometryFileReference")):
                file = files.get(each.attributes.get("fileId", ""))
                level = each.attributes.get("levelOfDetail", "")
                is_l3d = file is not None and file.content_type == MODEL_TYPE
                ranked.append((not is_l3d, detail.index(level) if level in detail else 3, place, each))
            if ranked:
                yield node.attributes.get("id", ""), min(ranked)[3].attributes.get("fileId", "")

    def _variant(self, node: Node) -> GldfVariant:
        mountings = mountings_of(node)
        if len(mountings) > 1:
            others = ", ".join(str(each) for each in mountings[1:])
            message = f"it mounts as {mountings[0]} luminaire here; the file allows {others} too"
            self.problems.append(info("GLDF_OTHER_MOUNTINGS", node.where, message))
        length = self._stated(node.first("Mountings/Ceiling/Pendant"), "pendantLength")
        depth = self._stated(node.first("Mountings/Ceiling/Recessed"), "recessedDepth")
        geometry, emitters = self._light_in_place(node)
        return GldfVariant(
            id=node.attributes.get("id", "")[:80],
            names=_texts(node, "Name"),
            descriptions=_texts(node, "Description"),
            product_numbers=_texts(node, "ProductNumber"),
            gtin=node.words("GTIN")[:20],
            mountings=tuple(mountings),
            pendant_length_m=min(length, 50_000.0) / 1000.0 if length > 0.0 else None,
            recessed_depth_m=min(depth, 10_000.0) / 1000.0 if depth > 0.0 else None,
            geometry=geometry,
            emitters=emitters,
            where=node.where,
        )

    def _stated(self, node: Node | None, key: str) -> float:
        """A length in mm, as an attribute or, in early versions, an element; 0 where there is none."""
        if node is None:
            return 0.0
        stated = node.attribute_number(key, self.problems)
        return (node.number(key, self.problems) if stated is None else stated) or 0.0

    def _light_in_place(self, variant: Node) -> tuple[str | None, tuple[tuple[str, str], ...]]:
        """The geometry, a model rather than a simple one, and its emitters."""
        geometry = variant.child("Geometry") or Node("", {}, variant.where)
        for holder in (geometry, geometry.child("GeometryReferences")):
            model = holder.child("ModelGeometryReference") if holder is not None else None
            if model is not None:
                pairs = tuple(
                    (each.attributes.get("emitterId", ""), each.words("EmitterObjectExternalName"))
                    for each in model.all("EmitterReference")
                )
                return model.attributes.get("geometryId", ""), pairs
        for holder in (geometry, geometry.child("GeometryReferences")):
            simple = holder.child("SimpleGeometryReference") if holder is not None else None
            if simple is not None:
                return simple.attributes.get("geometryId", ""), (
                    (simple.attributes.get("emitterId", ""), ""),
                )
        bare = geometry.child("EmitterReference") or variant.child("EmitterReference")  # early versions
        if bare is not None:
            return None, ((bare.attributes.get("emitterId", ""), ""),)
        ids = [node.attributes.get("id", "") for node in self.general.all("Emitters/Emitter")]
        if len(ids) != 1:
            return None, ()
        message = f"the variant refers to no emitter; the only one there is, {ids[0]!r}, is taken"
        self.problems.append(warning("GLDF_ONLY_EMITTER_TAKEN", variant.where, message))
        return None, ((ids[0], ""),)


def _texts(node: Node, tag: str) -> Texts:
    """Texts by language."""
    return {
        each.attributes.get("language", "")[:20]: each.text[:10_000] for each in node.all(f"{tag}/Locale")
    }
