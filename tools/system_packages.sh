#!/usr/bin/env bash
# What the tests use of the system, not of PyPI: Chromium with its driver, a Chinese font for its
# pages, fonts for paper in Tibetan, Uyghur and Mongolian, and espeak-ng for the voice of the hall
# board. Installed only as root on a Debian-like system; a test that lacks them is skipped and says
# so, so nothing here fails a run.
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

wanted=()
has_browser || wanted+=(chromium chromium-driver)
has_chinese_font || wanted+=(fonts-wqy-zenhei)
has_other_scripts || wanted+=(fonts-noto-core)
command -v espeak-ng >/dev/null || wanted+=(espeak-ng)
[ ${#wanted[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${wanted[*]} for the tests"
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
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
exit 0
