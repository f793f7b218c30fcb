-- One row a question, respondent and scope whose answer holds: with the models that it holds for.
-- A model takes a respondent's most specific answer: its own over its team's over the
-- organisation's. A withdrawn answer holds for nothing, so the wider one holds again.
-- `models` is null for a question asked for the organisation.
with
latest as (
    select *
    from answer
    where assessment = $assessment
    qualify row_number() over (
        partition by question, scope_kind, scope, respondent order by revision desc
    ) = 1
),
first_answer as (
    select
        question, scope_kind, scope, respondent, arg_min(choice, revision) as first_choice
    from answer
    where assessment = $assessment and choice <> 'withdrawn'
    group by question, scope_kind, scope, respondent
),
approved_answer as (
    select distinct question, scope_kind, scope, respondent, revision
    from approval
    where assessment = $assessment
),
held as (
    select
        l.*,
        f.first_choice,
        list_contains($organisation_questions::varchar[], l.question) as organisation_question,
        a.respondent is not null as approved
    from latest l
    join first_answer f using (question, scope_kind, scope, respondent)
    left join approved_answer a using (question, scope_kind, scope, respondent, revision)
    where l.choice <> 'withdrawn'
),
production_model as (
    select model, team from model where production
),
reaches as (
    select h.question, h.respondent, h.scope_kind, h.scope, m.model, 1 as width
    from held h join production_model m on h.scope_kind = 'model' and h.scope = m.model
    where not h.organisation_question
    union all
    select h.question, h.respondent, h.scope_kind, h.scope, m.model, 2
    from held h join production_model m on h.scope_kind = 'team' and h.scope = m.team
    where not h.organisation_question
    union all
    select h.question, h.respondent, h.scope_kind, h.scope, m.model, 3
    from held h cross join production_model m
    where h.scope_kind = 'organisation' and not h.organisation_question
),
applies as (
    select question, respondent, scope_kind, scope, model
    from reaches
    qualify row_number() over (partition by question, respondent, model order by width) = 1
),
models as (
    select question, respondent, scope_kind, scope, list(model order by model) as models
    from applies
    group by question, respondent, scope_kind, scope
)
select
    h.question,
    m.models,
    h.respondent,
    h.role,
    h.choice,
    h.first_choice,
    h.scope_kind,
    h.scope,
    h.reason,
    h.until,
    h.approved,
    h.made_at
from held h
left join models m using (question, respondent, scope_kind, scope)
where m.models is not null or (h.organisation_question and h.scope_kind = 'organisation')
order by h.question, h.respondent, h.scope_kind, h.scope
