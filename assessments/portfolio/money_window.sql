-- One row: the first and last day of the money window, null where no cost is landed.
select (max(day) - interval 29 day)::date as window_from, max(day) as window_until
from cost
where day <= $now::date
