"""What comes back by mail: bounces, complaints, opt-outs, replies; reading changes nothing and believes nobody."""
