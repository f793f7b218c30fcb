-- One row a timed rehearsal for a model; its evidence counts 0.8, whoever brought it.
select
    model_name.model,
    drill.kind,
    drill.drilled_at,
    drill.hours,
    drill.succeeded,
    drill.automatic,
    drill.actor,
    drill.url,
    drill.source,
    0.8::double as tier,
    drill.fetched_at
from landed.drill as drill
join model_name on model_name.name = drill.model
