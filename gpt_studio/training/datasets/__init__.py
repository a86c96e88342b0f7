"""Examples from files of many formats: rows, what they mean, their tokens and which of them are learnt."""
