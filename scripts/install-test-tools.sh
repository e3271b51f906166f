#!/bin/sh
# Install the programs that some tests need, LibreOffice, Chromium and Postfix, where they are missing (Debian, Ubuntu; as root).
set -eu

packages=
command -v soffice >/dev/null 2>&1 || packages="$packages libreoffice-calc"
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
    command -v google-chrome >/dev/null 2>&1 || packages="$packages chromium fonts-dejavu"
[ -x /usr/sbin/smtp-sink ] || packages="$packages postfix"
[ -x /usr/sbin/dovecot ] || packages="$packages dovecot-imapd"
[ -x /usr/lib/dovecot/submission-login ] || packages="$packages dovecot-submissiond"
[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ]; then
    echo "Missing for the tests:$packages. Install them, or run this as root on Debian or Ubuntu." >&2
    exit 1
fi
echo "installing for the tests:$packages" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# Tests start a Postfix of their own; the machine's mail stays as it is: without a configuration nothing is started.
case $packages in *postfix*) echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections ;; esac
# shellcheck disable=SC2086  # a list of names
apt-get install -qq -y --no-install-recommends $packages >/dev/null
