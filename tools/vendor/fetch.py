"""Build formengine/static from npm: `python tools/vendor/fetch.py`. Needs Node 20 and npm.

`python tools/vendor/fetch.py --compress` needs neither: it makes the .gz beside each text file anew, after
an edit by hand of a script or a picture.

Takes the exact versions of package.json beside it, compiles scss/ and the bundles, copies fonts and licences, and
writes `vendored.json` with the SHA-256 of each file it made, so that a test can tell a file changed by hand.
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent.parent / "formengine" / "static"
SCRIPTS = ("latin", "latin-ext", "vietnamese")
WEIGHTS = (400, 600)
# From a source beside this file to its place under static/js, with the licence text that goes beside it.
BUNDLES = {
    "govuk.js": "govuk.js",
    "cel.js": "lazy/cel.js",
    "schema.js": "lazy/schema.js",
}
# Some packages name their licence but do not hold its text.
MIT = """MIT License

Copyright (c) {holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def install(work: Path) -> Path:
    """The packages, without their install scripts except esbuild's, whose binary is a package of its own."""
    shutil.copy(HERE / "package.json", work)
    run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", cwd=work)
    return work / "node_modules"


def stylesheet(modules: Path, target: Path) -> None:
    """One minified sheet. The design system names the font of each element, once more for print: we inherit it."""
    run(
        "npx", "sass", "--no-source-map", "--no-charset", "--style=compressed", f"--load-path={modules}",
        str(HERE / "scss" / "formengine.scss"), str(target), cwd=modules.parent,
    )  # fmt: skip
    text = target.read_text("utf-8")
    text = re.sub(r"@media print\{[^{}]*\{font-family:inherit\}\}", "", text)
    text = text.replace("-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale;", "")
    text = text.replace("-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale", "")
    text = text.replace("font-family:inherit;", "").replace("font-family:inherit}", "}")
    text = re.sub(r"[^{}]+\{\}", "", text)
    target.write_text(text, "utf-8")
    run("npx", "esbuild", str(target), "--minify", "--allow-overwrite", f"--outfile={target}",
        "--log-level=error", cwd=modules.parent)  # fmt: skip


def script(modules: Path, source: str, target: Path) -> Path:
    """One bundle; nothing in it makes code out of text, which the pages' security policy forbids."""
    shutil.copy(HERE / source, modules.parent)
    run("npx", "esbuild", source, "--bundle", "--minify", "--format=esm", "--target=es2020",
        "--legal-comments=none", f"--outfile={target}", "--log-level=error", cwd=modules.parent)  # fmt: skip
    return target


def licences(modules: Path, scripts: Path) -> list[Path]:
    """The licence text of each bundle, beside it."""
    texts = {
        "govuk.LICENSE": MIT.format(holder="2017 Crown Copyright (Government Digital Service)"),
        "lazy/cel.LICENSE": (modules / "@marcbachmann" / "cel-js" / "LICENSE").read_text("utf-8"),
        "lazy/schema.LICENSE": MIT.format(holder="Jeremy Danyow"),
    }
    for name, text in texts.items():
        (scripts / name).write_text(text, "utf-8")
    return [scripts / name for name in texts]


def fonts(modules: Path, target: Path) -> list[Path]:
    source = modules / "@fontsource" / "be-vietnam-pro"
    target.mkdir(exist_ok=True)
    made = []
    for weight in WEIGHTS:
        for letters in SCRIPTS:
            name = f"be-vietnam-pro-{letters}-{weight}"
            made.append(Path(shutil.copy(source / "files" / f"{name}-normal.woff2", target / f"{name}.woff2")))
    made.append(Path(shutil.copy(source / "LICENSE", target / "LICENSE")))
    return made


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def compress() -> None:
    """Beside each text file the same as .gz, for a server that sends files as they are.

    Without a time inside, so that it is made equal again.
    """
    for path in sorted(STATIC.rglob("*")):
        if path.suffix in (".css", ".js", ".svg"):
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def main() -> int:
    if "--compress" in sys.argv:
        compress()
        return 0
    with tempfile.TemporaryDirectory() as folder:
        modules = install(Path(folder))
        sheet, scripts = STATIC / "formengine.css", STATIC / "js"
        stylesheet(modules, sheet)
        bundles = [script(modules, source, scripts / target) for source, target in BUNDLES.items()]
        files = [sheet, *bundles, *licences(modules, scripts), *fonts(modules, STATIC / "fonts")]
    manifest = {
        "packages": json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"],
        "files": {path.relative_to(STATIC).as_posix(): digest(path) for path in sorted(files)},
    }
    compress()
    (STATIC / "vendored.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    print("\n".join(f"{path.stat().st_size:>8}  {path.relative_to(STATIC)}" for path in sorted(files)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
