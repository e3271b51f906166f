"""Comments on cells: threads of posts, which only their authors change; who wrote is told without an address."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from tests.google_server import shown
from tests.google_server.model import Json
from tests.google_server.requests.acting import Act
from tests.google_server.requests.cells import start_of

MOST_UNITS = 2048


def insert_comment(act: Act, request: Json) -> Json:
    """Start a thread at a cell."""
    content = _checked(act, request.get("content", ""))
    sheet, row, column = start_of(act, request.get("coordinate", {}))
    post = _post(act, content, request.get("assigneeEmailAddress", ""))
    anchor, number = f"kix.{act.fresh_id(()):x}", f"AAAB{act.fresh_id(()):x}"
    range_: Json = {"sheetId": sheet.id} if sheet.id else {}
    range_ |= {
        "startRowIndex": row, "endRowIndex": row + 1, "startColumnIndex": column, "endColumnIndex": column + 1,
    }  # fmt: skip
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
        _checked(act, content)
    if assignee and (action in ("RESOLVE", "REOPEN") or "assigneeEmail" not in thread["headPost"]):
        raise act.refused("The assignee of this comment thread cannot be set by this post.")
    post = _post(act, content, assignee)
    status = {"RESOLVE": "RESOLVED", "REOPEN": "OPEN"}.get(action, thread["status"])
    if action in ("RESOLVE", "REOPEN"):
        post["commentAction"] = action
    _replace(act, place, {**thread, "status": status, "replies": [*thread.get("replies", ()), post]})
    return {"post": post}


def update_comment_post(act: Act, request: Json) -> None:
    """Change the text of one's own post."""
    place, thread = _thread(act, request.get("commentId", ""))
    content = _checked(act, request.get("content", ""))
    post = _own_post(act, thread, request.get("postId", ""))
    _put(act, place, thread, {**post, **_written(content), "updateTime": _now()})


def delete_comment(act: Act, request: Json) -> None:
    """Delete a thread with its anchor."""
    place, thread = _thread(act, request.get("commentId", ""))
    act.book.comments = [one for index, one in enumerate(act.book.comments) if index != place]
    for sheet in act.book.sheets:
        sheet.comment_anchors = [one for one in sheet.comment_anchors if one["anchorId"] != thread["anchorId"]]


def delete_comment_reply(act: Act, request: Json) -> None:
    """Delete one's own reply, unless it resolved, reopened or assigned something."""
    place, thread = _thread(act, request.get("commentId", ""))
    post = _own_post(act, thread, request.get("postId", ""))
    if post is thread["headPost"]:
        raise act.refused("The head post of a comment thread cannot be deleted as a reply.")
    if "commentAction" in post or "assigneeEmail" in post:
        raise act.refused("A reply with an action or an assignee cannot be deleted.")
    kept = {name: post[name] for name in ("postId", "createTime")}
    _put(act, place, thread, {**kept, "updateTime": _now(), "deleted": True})


def _checked(act: Act, content: str) -> str:
    if not content:
        raise act.refused("The content of a comment cannot be empty.")
    if len(content.encode()) > MOST_UNITS:
        raise act.refused(f"The content of a comment must not exceed {MOST_UNITS} UTF-8 code units.")
    return content


def _written(content: str) -> Json:
    escaped = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"content": content, "contentHtml": escaped} if content else {}


def _post(act: Act, content: str, assignee: str) -> Json:
    now = _now()
    told: Json = {"postId": f"AAAB{act.fresh_id(()):x}", "createTime": now, "updateTime": now, "author": _author(act)}
    told |= _written(content)
    return told | ({"assigneeEmail": assignee} if assignee else {})


def _author(act: Act) -> Json:
    number = int(hashlib.sha256(act.actor.encode()).hexdigest()[:16], 16)
    return {"displayName": act.actor.partition("@")[0], "user": f"users/{number}", "me": True}


def _now() -> str:
    return datetime.fromtimestamp(shown.moment(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _thread(act: Act, number: str) -> tuple[int, Json]:
    for place, thread in enumerate(act.book.comments):
        if thread["commentId"] == number:
            return place, thread
    raise act.refused(f"No comment with id: {number}")


def _own_post(act: Act, thread: Json, number: str) -> Json:
    posts: list[Any] = [thread["headPost"], *thread.get("replies", ())]
    for post in posts:
        if post["postId"] == number and not post.get("deleted"):
            if post["author"]["user"] != _author(act)["user"]:
                raise act.refused("Only the author of a post can change it.")
            found: Json = post
            return found
    raise act.refused(f"No post with id: {number}")


def _replace(act: Act, place: int, thread: Json) -> None:
    act.book.comments = [thread if index == place else one for index, one in enumerate(act.book.comments)]


def _put(act: Act, place: int, thread: Json, post: Json) -> None:
    if thread["headPost"]["postId"] == post["postId"]:
        _replace(act, place, {**thread, "headPost": post})
    else:
        replies = [post if one["postId"] == post["postId"] else one for one in thread["replies"]]
        _replace(act, place, {**thread, "replies": replies})
