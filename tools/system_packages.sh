#!/usr/bin/env bash
# What the tests use of the system, not of PyPI: Chromium with its driver, a Chinese font for its
# pages, fonts for paper in Tibetan, Uyghur and Mongolian, espeak-ng for the voice of the hall
# board, and mosquitto and PostgreSQL for headquarters. Installed only as root on a Debian-like
# system; a test that lacks them is skipped and says so, so nothing here fails a run. Tests start
# brokers and databases of their own: what Debian would start or enable at install is held back.
set -u

has_browser() {
    { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null &&
        command -v chromedriver >/dev/null
}

has_chinese_font() {
    if command -v fc-list >/dev/null; then
        [ -n "$(fc-list :lang=zh-cn family | head -n 1)" ]
    else
        find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" \
            \( -iname '*cjk*' -o -iname 'wqy*' \) -print -quit 2>/dev/null | grep -q .
    fi
}

has_other_scripts() {
    find /usr/share/fonts /usr/local/share/fonts "$HOME/.local/share/fonts" \
        -iname 'NotoSansMongolian-Regular*' -print -quit 2>/dev/null | grep -q .
}

has_mosquitto() {
    PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v mosquitto >/dev/null
}

has_postgresql() {
    local server
    for server in /usr/lib/postgresql/*/bin/postgres /usr/local/pgsql/bin/postgres \
        /opt/postgresql/*/bin/postgres "$(command -v postgres)"; do
        [ -x "$server" ] && [ "$("$server" --version | sed 's/.*) \([0-9]*\).*/\1/')" -ge 15 ] && return 0
    done
    return 1
}

# Debian makes and starts a cluster, and starts and enables mosquitto, as they are installed.
# These two files of ours say no for as long as that takes; one that is there already stays as it is.
held_back=()
say_no_with() { # FILE MODE LINES…
    local file=$1 mode=$2
    [ -e "$file" ] && return
    mkdir -p "$(dirname "$file")" && printf '%s\n' "${@:3}" >"$file" && chmod "$mode" "$file" && held_back+=("$file")
}
hold_back_services() {
    say_no_with /usr/sbin/policy-rc.d 755 '#!/bin/sh' 'exit 101'
    say_no_with /etc/postgresql-common/createcluster.d/taxhall.conf 644 'create_main_cluster = false'
}
let_go() {
    [ ${#held_back[@]} -eq 0 ] || rm -f "${held_back[@]}"
    if [[ " ${wanted[*]} " == *" mosquitto "* ]] && [ -d /run/systemd/system ]; then
        systemctl --quiet disable mosquitto 2>/dev/null
    fi
}

wanted=()
has_browser || wanted+=(chromium chromium-driver)
has_chinese_font || wanted+=(fonts-wqy-zenhei)
has_other_scripts || wanted+=(fonts-noto-core)
command -v espeak-ng >/dev/null || wanted+=(espeak-ng)
has_mosquitto || wanted+=(mosquitto)
has_postgresql || wanted+=(postgresql)
[ ${#wanted[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${wanted[*]} for the tests"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    trap let_go EXIT
    hold_back_services
    { timeout 120 apt-get update && timeout 400 apt-get install --yes --no-install-recommends "${wanted[@]}"; } \
        >"$log" 2>&1 </dev/null || { echo "apt-get did not manage it; its last words:"; tail -n 3 "$log"; }
    rm -f "$log"
fi

has_browser || echo "Without Chromium and chromedriver the browser tests are skipped" \
    "(Debian: apt install chromium chromium-driver)."
has_chinese_font || echo "Without a Chinese font the browser tests show boxes for Chinese text" \
    "(Debian: apt install fonts-wqy-zenhei)."
has_other_scripts || echo "Without their fonts the tests of paper in Tibetan, Uyghur and Mongolian are" \
    "skipped (Debian: apt install fonts-noto-core)."
command -v espeak-ng >/dev/null || echo "Without espeak-ng the tests of its voice are skipped" \
    "(Debian: apt install espeak-ng)."
has_mosquitto || echo "Without mosquitto the tests of brokers that fail are skipped" \
    "(Debian: apt install mosquitto)."
has_postgresql || echo "Without PostgreSQL 15 or newer the tests of a city whose facts are in it are" \
    "skipped (Debian: apt install postgresql)."
exit 0
