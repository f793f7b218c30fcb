-- One row a timed rehearsal for a model; its evidence counts 0.8, whoever brought it.
-- Those of the sources, and those recorded in the app. The latter stand in the store and are read
-- whenever they are asked for, so their fetched_at lies beyond any moment that is judged at.
select * from main.drill
union all by name
select
    named.model,
    said.kind,
    said.drilled_at,
    said.hours,
    said.succeeded,
    said.automatic,
    said.actor,
    said.link as url,
    'the app' as source,
    0.8::double as tier,
    timestamp '9999-12-31 00:00:00' as fetched_at
from written_drill as said
join main.named as named on named.text = said.model
