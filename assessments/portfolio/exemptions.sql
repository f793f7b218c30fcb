-- One row a question and subject that is exempt today, as a second person approved: a production
-- model in the exemption's scope, or null for a question asked of the organisation. Of several the
-- one that ends last.
with
held as (
    select
        *, list_contains($organisation_questions::varchar[], question) as organisation_question
    from exemption
    where approved_by is not null and until >= $now::date
),
production_model as (
    select model, team from model where production
),
reached as (
    select h.*, m.model
    from held h
    join production_model m
        on h.scope_kind = 'organisation'
        or (h.scope_kind = 'team' and h.scope = m.team)
        or (h.scope_kind = 'model' and h.scope = m.model)
    where not h.organisation_question
    union all by name
    select h.*, null as model
    from held h
    where h.organisation_question and h.scope_kind = 'organisation'
)
select question, model, id, until, reason, asked_by, approved_by
from reached
qualify row_number() over (
    partition by question, model order by until desc, approved_at, id
) = 1
order by question, model nulls first
