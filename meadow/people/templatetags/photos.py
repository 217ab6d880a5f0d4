"""Templates' view of photos."""

from django import template

register = template.Library()
