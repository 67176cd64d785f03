// Judgement
