-- # No row: that releasing goes round by a schedule can only be attested.
-- title = "Who releases it next is scheduled in turn"
-- unit = "yes or no"
-- needs = ["attestation"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 90
-- attestable = true
select null::varchar as model, null::double as value
where false
