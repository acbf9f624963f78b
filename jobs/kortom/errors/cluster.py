"""E31: running on a Ray cluster."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

RAY_MISSING = Template(
    "E311",
    "run.executor is 'ray', and Ray cannot be imported ({detail}). Install it with: pip install"
    " 'kortom[ray]'; or set run.executor to local.",
    Exit.USAGE,
)
RAY_NOT_STARTED = Template(
    "E312",
    "Ray does not start on this machine: {detail}. Set run.executor to local, or run.ray_address"
    " (--address) to a cluster that runs.",
    Exit.USAGE,
)
RAY_UNREACHABLE = Template(
    "E313",
    "run.ray_address: no Ray cluster to be had at '{address}': {detail}. Write auto or host:port,"
    " and start the command on a machine of that cluster ('ray status' there says if it runs).",
    Exit.USAGE,
)
NODE_DIFFERS = Template(
    "E314",
    "node {node}: {what} is '{there}' there and '{here}' here, so that its records could differ."
    " Make it the same on all nodes, or take that one out of the cluster.",
    Exit.USAGE,
)
NODE_MODEL_DIFFERS = Template(
    "E315",
    "node {node}: {key} has other files there than here. Copy the model from here, or name a shared"
    " folder.",
    Exit.NO_MODEL,
)
NODE_NO_MODEL = Template(
    "E316",
    "node {node}: {detail} Each node needs the model: run 'kortom models pull' there, or name a"
    " shared folder by its absolute path.",
    Exit.NO_MODEL,
)
NODE_UNFIT = Template("E317", "node {node}: {detail} That holds for each node.", Exit.USAGE)
WORKER_NOT_STARTED = Template(
    "E318",
    "a worker does not start on a node of the Ray cluster: {detail}. Install the same kortom and"
    " Python on all nodes.",
    Exit.USAGE,
)
CLUSTER_LOST = Template(
    "E319",
    "the Ray cluster has no worker left: {detail}. Start it again: the next run goes on from what"
    " is kept.",
    Exit.USAGE,
)
