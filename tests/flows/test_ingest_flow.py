"""The flows as Python: what they call, and what their deployments name."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from importlib import import_module
from typing import Any

from prefect import Flow

from flows import ingest as ingest_flow
from flows.deployments import define_deployments
from house import House, article_text
from pipeline import run as plain
from pipeline.job import prepare_job
from pipeline.run import IngestRun, open_run
from settings.destinations import Destination
from settings.model import Settings

_LINE = ["scan", "classify", "read_and_parse", "validate", "load", "check", "publish", "receipt"]


def steps_of(function: Callable[..., Any]) -> list[str]:
    """The methods of ``run`` that a function calls, in the order in which they are called."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    steps = [name for name in called if isinstance(name, ast.Attribute) and ast.unparse(name.value) == "run"]
    return [name.attr for name in sorted(steps, key=lambda name: (name.lineno, -name.col_offset))]


def test_flow_and_plain_run_are_the_same_line() -> None:
    """The plain run and the flow call every step of a run, in the order in which the class has them."""
    methods = [name for name in vars(IngestRun) if not name.startswith("_")]

    assert methods == _LINE
    assert steps_of(plain.ingest_inbox) == _LINE
    assert steps_of(ingest_flow._ingest_inbox) == _LINE  # noqa: SLF001  the flow without Prefect's wrapping


def test_flow_notifies_after_the_run() -> None:
    """The alerts are sent when the run has ended, also if it failed."""
    source = inspect.getsource(ingest_flow._ingest_inbox)  # noqa: SLF001  the flow without Prefect's wrapping

    assert source.index("run.publish()") < source.index("finally:") < source.index("notify_destinations(")


def test_every_step_is_called_as_asked(house: House) -> None:
    """What calls the steps gets each of them by the name under which the run keeps its time."""
    house.write("000_00000000000000aa.txt", article_text("Story"))
    called: list[str] = []

    def record(name: str, call: Callable[[], Any]) -> Any:
        called.append(name)
        return call()

    job = prepare_job(Settings(inbox=house.inbox, home=house.home, **house.settings))
    with open_run(job, record) as run:
        run.scan()
        run.classify()
        for files in run.read_and_parse():
            run.load(run.validate(files))
        run.check()
        run.publish()
        assert run.receipt().run["loaded"] == 1

    assert called[:3] == ["scan", "recall", "classify"]
    assert called[3:7] == ["read", "validate", "commit", "read"]  # the second read finds no more files
    assert called[7:] == ["check", "receipt", "tell", "publish"]
    assert {step for (step,) in house.loader("SELECT step FROM run_steps")} == set(called)


def test_deployments_name_flows_that_exist() -> None:
    """The entrypoint of every deployment is a flow, and takes the parameters that it is given."""
    wanted = Destination(name="hook", url="json://nobody", digest=True)
    deployments = define_deployments(Settings(destinations=(wanted,)), {"home": "var"})

    assert [deployment.name for deployment in deployments] == ["ingest", "verify", "digest", "notify"]
    for deployment in deployments:
        module, _, name = deployment.entrypoint.rpartition(".")
        found = getattr(import_module(module), name)
        assert isinstance(found, Flow)
        assert set(deployment.parameters) <= set(found.parameters.properties)
