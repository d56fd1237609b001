"""Tests of generated projects: each is started as it would be deployed and met as HipChat met it."""
