-- One row a question and group of models for which the very same answers hold, one a respondent.
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
        row_number() over (order by l.question, l.respondent, l.scope_kind, l.scope) as number,
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
    select h.question, h.respondent, h.number, m.model, 1 as width
    from held h join production_model m on h.scope_kind = 'model' and h.scope = m.model
    where not h.organisation_question
    union all
    select h.question, h.respondent, h.number, m.model, 2
    from held h join production_model m on h.scope_kind = 'team' and h.scope = m.team
    where not h.organisation_question
    union all
    select h.question, h.respondent, h.number, m.model, 3
    from held h cross join production_model m
    where h.scope_kind = 'organisation' and not h.organisation_question
),
applies as (
    select question, model, arg_min(number, width) as number
    from reaches
    group by question, respondent, model
    union all
    select question, null, number
    from held
    where organisation_question and scope_kind = 'organisation'
),
heard as (
    select question, model, list(number order by number) as numbers
    from applies
    group by question, model
),
alike as (
    select question, numbers, list(model order by model) filter (model is not null) as models
    from heard
    group by question, numbers
)
select
    a.question,
    a.models,
    list(
        {
            'respondent': h.respondent,
            'role': h.role,
            'choice': h.choice,
            'first_choice': h.first_choice,
            'scope_kind': h.scope_kind,
            'made_at': h.made_at,
            'reason': h.reason,
            'until': h.until,
            'approved': h.approved
        }
        order by number
    ) as answers
from (select *, unnest(numbers) as number from alike) a
join held h using (number)
group by a.question, a.models, a.numbers
order by a.question, a.numbers
