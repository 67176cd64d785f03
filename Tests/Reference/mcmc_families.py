#!/usr/bin/env python3
"""Compares posteriors of families with long Markov chains of an independent implementation (numpyro's NUTS).

    python3 -m venv mcmc && mcmc/bin/pip install numpyro
    FAULTBOOK_MCMC_PYTHON=mcmc/bin/python swift test --filter MarkovChainTests

reads a JSON file, {"families": [{"leak", "priors": [[alpha, beta]], "steady": [weight], "degraded": [{"variables", "power"}],
"mean": [], "sd": []}]}, and prints for every family how far mean and standard deviation lie from those of the chains, as JSON:
{"families": [{"mean": [], "sd": [], "error": [], "rhat"}]}, with the standard error of the chains' means.
"""
import json
import sys

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from numpyro.diagnostics import summary
from numpyro.infer import MCMC, NUTS


def model(alpha, beta, steady, member, power, leak):
    fires = numpyro.sample("fires", dist.Beta(alpha, beta).to_event(1))
    silent = jnp.log1p(-jnp.clip(fires, 0.0, 1 - 1e-12))
    numpyro.factor("steady", jnp.sum(steady * (silent + jnp.log1p(-leak))))
    quiet = (1 - leak) * jnp.exp(member @ silent)
    numpyro.factor("degraded", jnp.sum(power * jnp.log1p(-jnp.minimum(quiet, 1 - 1e-15))))


def chains(family, seed, warmup, samples):
    count = len(family["priors"])
    member = [[1.0 if v in d["variables"] else 0.0 for v in range(count)] for d in family["degraded"]]
    data = [
        jnp.array([p[0] for p in family["priors"]]),
        jnp.array([p[1] for p in family["priors"]]),
        jnp.array(family["steady"]),
        jnp.array(member).reshape(len(member), count),
        jnp.array([d["power"] for d in family["degraded"]]),
        family["leak"],
    ]
    run = MCMC(
        NUTS(model, target_accept_prob=0.95), num_warmup=warmup, num_samples=samples, num_chains=4,
        chain_method="sequential", progress_bar=False)
    run.run(jax.random.PRNGKey(seed), *data)
    found = summary(run.get_samples(group_by_chain=True))["fires"]
    return {
        "mean": found["mean"].tolist(),
        "sd": found["std"].tolist(),
        "error": (found["std"] / found["n_eff"] ** 0.5).tolist(),
        "rhat": float(found["r_hat"].max()),
    }


def main():
    jax.config.update("jax_enable_x64", True)
    samples = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    families = json.load(open(sys.argv[1]))["families"]
    print(json.dumps({"families": [chains(f, i, 1000, samples) for i, f in enumerate(families)]}))


main()
