"""Comments on cells: threads of posts, which only their authors change; who wrote is told without an address."""

import hashlib
from datetime import UTC, datetime

from tests.google_server import shown
from tests.google_server.errors import ApiError, invalid
from tests.google_server.model import Json
from tests.google_server.requests.acting import Act
from tests.google_server.requests.cells import start_of

MOST_UNITS = 2048
_EMPTY_REPLY = "Add comment reply requests must specify a non-empty content if comment action is not RESOLVE or REOPEN."


def insert_comment(act: Act, request: Json) -> Json:
    """Start a thread at a cell."""
    content = _checked(act, request.get("content", ""), "Insert comment requests must specify non-empty post text.")
    sheet, row, column = start_of(act, request.get("coordinate", {}))
    post = _post(act, content, request.get("assigneeEmailAddress", ""))
    anchor, number = f"kix.{act.fresh_id(()):x}", f"AAAB{act.fresh_id(()):x}"
    range_: Json = {"sheetId": sheet.id} if sheet.id else {}
    sides = {"startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": column, "endColumnIndex": column + 1}
    range_ |= {name: index for name, index in sides.items() if index}
    quote = shown.formatted(act.book, sheet, row, column)
    thread: Json = {"commentId": number, "anchorId": anchor, "status": "OPEN", "headPost": post}
    if quote:
        thread["plainTextQuote"] = quote
    act.book.comments = [*act.book.comments, thread]
    sheet.comment_anchors = [*sheet.comment_anchors, {"anchorId": anchor, "range": range_}]
    return {"commentThread": thread}


def add_comment_reply(act: Act, request: Json) -> Json:
    """Add a post to a thread; it may resolve or reopen it."""
    place, thread = _thread(act, request.get("commentId", ""))
    given: Json = request.get("post", {})
    action = given.get("commentAction", "NO_COMMENT_ACTION_CHANGE")
    content, assignee = given.get("content", ""), given.get("assigneeEmail", "")
    if action not in ("RESOLVE", "REOPEN") or content:
        _checked(act, content, _EMPTY_REPLY)
    if assignee and action in ("RESOLVE", "REOPEN"):
        raise act.refused("An assignee cannot be set when resolving or reopening.")
    if assignee and "assigneeEmail" not in thread["headPost"]:
        number = thread["commentId"]
        raise invalid(f"Cannot reassign comment thread with ID {number} whose head post does not have an assignment.")
    post = _post(act, content, assignee)
    status = {"RESOLVE": "RESOLVED", "REOPEN": "OPEN"}.get(action, thread["status"])
    if action in ("RESOLVE", "REOPEN"):
        post["commentAction"] = action
    _replace(act, place, {**thread, "status": status, "replies": [*thread.get("replies", ()), post]})
    return {"post": post}


def update_comment_post(act: Act, request: Json) -> None:
    """Change the text of one's own post."""
    place, thread = _thread(act, request.get("commentId", ""))
    post = _post_of(thread, request.get("postId", ""))
    content = _checked(act, request.get("content", ""), "Update comment post requests must specify non-empty content.")
    _check_author(act, post, "post")
    _put(act, place, thread, {**post, **_written(content), "updateTime": _now()})


def delete_comment(act: Act, request: Json) -> None:
    """Delete a thread of one's own with its anchor."""
    wanted = request.get("commentId", "")
    place, thread = _thread(act, wanted, f"Comment thread with ID '{wanted}' was not found.")
    _check_author(act, thread["headPost"], "head post")
    act.book.comments = [one for index, one in enumerate(act.book.comments) if index != place]
    for sheet in act.book.sheets:
        sheet.comment_anchors = [one for one in sheet.comment_anchors if one["anchorId"] != thread["anchorId"]]


def delete_comment_reply(act: Act, request: Json) -> None:
    """Delete one's own reply, unless it resolved, reopened or assigned something."""
    place, thread = _thread(act, request.get("commentId", ""))
    post = _post_of({**thread, "headPost": {"postId": ""}}, request.get("postId", ""))
    _check_author(act, post, "post")
    if post["commentAction"] in ("RESOLVE", "REOPEN"):
        raise invalid("The reply post contains a comment action.")
    if "assigneeEmail" in post:
        raise invalid("The reply post contains an assignee.")
    _replace(act, place, {**thread, "replies": [one for one in thread["replies"] if one is not post]})


def _checked(act: Act, content: str, missing: str) -> str:
    if not content:
        raise act.refused(missing)
    if len(content.encode()) > MOST_UNITS:
        raise act.refused(f"The content may not exceed {MOST_UNITS} UTF-8 code units.")
    return content


def _written(content: str) -> Json:
    escaped = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"content": content, "contentHtml": escaped} if content else {}


def _post(act: Act, content: str, assignee: str) -> Json:
    now = _now()
    told: Json = {"postId": f"AAAB{act.fresh_id(()):x}", "createTime": now, "updateTime": now, "author": _author(act)}
    told |= _written(content) | {"commentAction": "NO_COMMENT_ACTION_CHANGE"}
    return told | ({"assigneeEmail": assignee} if assignee else {})


def _author(act: Act) -> Json:
    number = int(hashlib.sha256(act.actor.encode()).hexdigest()[:16], 16)
    return {"displayName": act.actor.partition("@")[0], "user": f"users/{number}", "me": True}


def _now() -> str:
    return datetime.fromtimestamp(shown.moment(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _thread(act: Act, number: str, missing: str = "") -> tuple[int, Json]:
    for place, thread in enumerate(act.book.comments):
        if thread["commentId"] == number:
            return place, thread
    raise ApiError(404, missing or f"Comment with ID {number} does not exist.")


def _post_of(thread: Json, number: str) -> Json:
    posts: list[Json] = [thread["headPost"], *thread.get("replies", ())]
    for post in posts:
        if post["postId"] == number:
            return post
    raise ApiError(404, f"Reply with ID {number} does not exist.")


def _check_author(act: Act, post: Json, what: str) -> None:
    if post["author"]["user"] != _author(act)["user"]:
        raise invalid(f"The requesting user is not the author of the {what}.")


def _replace(act: Act, place: int, thread: Json) -> None:
    act.book.comments = [thread if index == place else one for index, one in enumerate(act.book.comments)]


def _put(act: Act, place: int, thread: Json, post: Json) -> None:
    if thread["headPost"]["postId"] == post["postId"]:
        _replace(act, place, {**thread, "headPost": post})
    else:
        replies = [post if one["postId"] == post["postId"] else one for one in thread["replies"]]
        _replace(act, place, {**thread, "replies": replies})
