"""Developer metadata as Google tells it; where a tag is attached is told by whoever knows."""

from tests.google_server.model import Json, Tag


def tag_json(tag: Tag, location: Json) -> Json:
    """A DeveloperMetadata with its location."""
    told: Json = {"metadataId": tag.id, "metadataKey": tag.key}
    if tag.value:
        told["metadataValue"] = tag.value
    return {**told, "location": location, "visibility": tag.visibility}
