"""`sheetcrm serve`: the page on which people opt out of letters."""

import click

from sheetcrm.cli.running import Running, running_command
from sheetcrm.opt_outs_outside import open_opt_outs_and_key
from sheetcrm.serving.app import OptOutApp
from sheetcrm.serving.apps_script import script_of
from sheetcrm.serving.server import listen, serve


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 for any.")
@click.option("--proxy", multiple=True, default=("127.0.0.1", "::1"), show_default=True,
              help="A proxy that may say who asks (X-Forwarded-For); may be given several times.")  # fmt: skip
@click.option("--apps-script", is_flag=True, help="Print the page as a script for Google instead (docs/opt-out.md).")
@running_command
def serve_command(running: Running, host: str, port: int, proxy: tuple[str, ...], apps_script: bool) -> None:
    """Serve the opt-out page, until Ctrl+C or SIGTERM."""
    if apps_script:
        click.echo(script_of(running.settings), nl=False)
        return
    with listen(host, port) as opened, open_opt_outs_and_key(running.settings) as (store, key):
        shown = f"[{host}]" if ":" in host else host
        running.say(running.words.say("serve_ready", address=f"http://{shown}:{opened.getsockname()[1]}"))
        if not running.settings.mail.unsubscribe_url:
            running.say(running.words.say("serve_no_url"))
        serve(OptOutApp(key, store.add, running.settings, confirm=store.confirm), opened, proxy)
