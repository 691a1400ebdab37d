"""Use case: order the import of uploaded files, or of files that lie on the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection

from gis.errors import ConflictError, ExhaustedError, ParameterError
from gis.files.guard import FORMATS
from gis.files.reading import Reading
from gis.files.shapefile import PARTS
from gis.files.source import Source
from gis.frames import INPUT_LAYERS
from gis.model import JobKind
from gis.store import jobs
from gis.store.jobs import Job
from gis.workflow import uploads
from gis.workflow.ingest import Files, order
from gis.workflow.uploads import Held

LONGEST_NAME = 200
MOST_WAITING = 20
"""Jobs that one user may have in the queue."""
WHOLE = "file"
"""The part of an upload that holds several layers."""
BESIDE = frozenset({".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".xml", ".fbn", ".fbx", ".ain", ".aih"})
"""Files that programs put beside Shapefiles and that nobody needs."""


def begin(
    conn: Connection,
    files: Files,
    name: str,
    *,
    by: str,
    scope: Sequence[str],
    upload: str | None = None,
) -> Job:
    """Put an import into the queue.

    Parameters
    ----------
    scope
        Jurisdictions in which the communities must lie.
    upload
        Folder of the upload, removed when the job is over.

    Raises
    ------
    ParameterError
        The name is empty, too long or not printable.
    ExhaustedError
        Too many jobs of this user wait already.
    """
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise ParameterError(
            f"a dataset needs a name of 1 to {LONGEST_NAME} printable characters",
            f"数据集名称为 1 至 {LONGEST_NAME} 个可见字符",
        )
    check_queue(conn, by)
    return jobs.enqueue(
        conn, JobKind.IMPORT, order(files, plain, scope=scope, upload=upload), by=by
    )


def check_queue(conn: Connection, by: str) -> None:
    """Raise ExhaustedError where a user has too many jobs in the queue."""
    if jobs.waiting(conn, by) >= MOST_WAITING:
        raise ExhaustedError(
            f"{MOST_WAITING} of your jobs are not over yet; wait for one or cancel it",
            30,
            f"您已有 {MOST_WAITING} 个任务未结束，请等待或取消",
        )


def openable(paths: Sequence[Path]) -> list[str]:
    """Names of the uploaded files that can be opened; the others must belong to a Shapefile.

    Raises
    ------
    ParameterError
        No file, or one of an unknown format.
    """
    named = [path.name for path in paths if path.suffix.lower() in FORMATS]
    known = FORMATS.keys() | set(PARTS) | BESIDE
    strange = [path for path in paths if path.suffix.lower() not in known]
    if strange:
        raise _unknown_format(strange[0])
    if not named:
        raise ParameterError(
            f"send at least one file, of the formats {', '.join(FORMATS)}",
            f"请至少上传一个文件，可用格式：{'、'.join(FORMATS)}",
        )
    return sorted(named)


def decided(upload: Held, layers: Mapping[str, Reading]) -> None:
    """Check decisions about the layers of an upload, as far as its files need not be read.

    Raises
    ------
    ParameterError
        No decision, or one about a file, layer or column that cannot be.
    """
    if not layers:
        raise ParameterError("choose a layer for communities and buildings", "请选择社区和楼栋图层")
    files = set(upload.files)
    for name, reading in layers.items():
        if name not in INPUT_LAYERS:
            known = ", ".join(INPUT_LAYERS)
            raise ParameterError(
                f"there is no layer {name!r}; known are {known}", f"未知图层：{name}"
            )
        if reading.file not in files:
            raise ParameterError(
                f"{reading.file!r} is no file of this upload", f"本次上传中没有文件 {reading.file}"
            )
        strange = sorted((reading.columns or {}).keys() - set(INPUT_LAYERS[name]))
        if strange:
            known = ", ".join(INPUT_LAYERS[name])
            raise ParameterError(
                f"{name} has no column {strange[0]!r}; known are {known}",
                f"图层 {name} 没有列 {strange[0]}",
            )


def of_held(
    conn: Connection, upload: Held, layers: Mapping[str, Reading], *, drop_personal: bool
) -> Files:
    """What files that were looked at are to be imported as.

    Raises
    ------
    ParameterError
        A decision that cannot be.
    ConflictError
        They are being imported already.
    """
    decided(upload, layers)
    token = upload.folder.name
    for job in jobs.unfinished(conn):
        if job.kind is JobKind.IMPORT and job.params.get("upload") == token:
            raise ConflictError(
                f"these files are being imported already, by job {job.id}",
                f"这些文件正在导入（任务 {job.id}）",
            )
    uploads.renew(upload)
    return Files(upload.home, None, layers, drop_personal)


def of_upload(folder: Path, sent: Mapping[str, Sequence[Path]], *, drop_personal: bool) -> Files:
    """What uploaded files are to be read as.

    Parameters
    ----------
    sent
        ``WHOLE`` or a layer -> files, relative to ``folder``.

    Raises
    ------
    ParameterError
        No file, one of an unknown format, or several where one is due.
    """
    found = {part: str(_main(part, paths)) for part, paths in sent.items()}
    if not found:
        raise ParameterError(
            f"send a file as {WHOLE!r}, or one for each layer", f"请以 {WHOLE} 字段上传文件"
        )
    return Files(folder, found.pop(WHOLE, None), found, drop_personal)


def on_server(
    folder: Path | None, path: str | None, layers: Mapping[str, str], *, drop_personal: bool
) -> Files:
    """Files below the folder that may be imported from.

    Raises
    ------
    ParameterError
        There is no such folder, or a file is not below it, whatever links say.
    """
    if folder is None:
        raise ParameterError(
            "this service imports no files by path; upload them", "本服务不支持按路径导入，请上传"
        )
    unknown = sorted(layers.keys() - INPUT_LAYERS.keys())
    if unknown or not (path or layers):
        raise ParameterError(
            f"give a path, or files of the layers {', '.join(INPUT_LAYERS)}", "请给出文件路径"
        )
    home = folder.resolve()
    texts = [*([] if path is None else [path]), *layers.values()]
    if not all(_below(home, text) for text in texts):
        # Whether it is missing or elsewhere: nobody learns what else there is.
        raise ParameterError("there is no such file to import", "没有可导入的该文件")
    return Files(home, path, layers, drop_personal)


def _below(home: Path, text: str) -> bool:
    """Whether ``FILE[:layer]`` is a file below a folder, wherever links lead."""
    try:
        file = Source.parse(str(home / text)).path.resolve()
        return file.is_relative_to(home) and file.is_file()
    except (OSError, RuntimeError, ValueError):
        # Names that are too long, links in circles, odd characters.
        return False


def _main(part: str, paths: Sequence[Path]) -> Path:
    """The file to be opened; the others are those that belong to a Shapefile."""
    named = [path for path in paths if path.suffix.lower() in FORMATS]
    strange = [p for p in paths if p.suffix.lower() not in FORMATS.keys() | set(PARTS)]
    if strange:
        raise _unknown_format(strange[0])
    if len(named) != 1:
        raise ParameterError(
            f"send exactly one file as {part!r}, or the parts of one Shapefile",
            f"字段 {part} 只能有一个文件，或一个 Shapefile 的各部分",
        )
    return named[0]


def _unknown_format(path: Path) -> ParameterError:
    return ParameterError(
        f"{path.name}: unknown format; send one of {', '.join(FORMATS)}",
        f"{path.name}：格式未知，可用 {'、'.join(FORMATS)}",
    )
