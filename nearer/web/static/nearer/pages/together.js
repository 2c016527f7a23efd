// The place that offers sessions: all of it works by links; #live keeps the one that is open up to date.
