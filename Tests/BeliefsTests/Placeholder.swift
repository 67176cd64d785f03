// Beliefs
