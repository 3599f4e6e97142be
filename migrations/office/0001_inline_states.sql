-- A state of 1 to 3 KB changes with every sale. Above 2 KB PostgreSQL would compress it each time, which costs twice as much
-- as all the rest of the update; below this target it stays in its row as it is.
ALTER TABLE "member" SET (toast_tuple_target = 8160);
