-- An origin that joins a case may give it another ladder.
grant update (ladder) on trappa.case_file to trappa_app;
