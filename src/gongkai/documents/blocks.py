from wagtail import blocks

# Placeholder until the desk is wired: text (sanitised HTML), image (file + alt + caption).
BODY_BLOCKS = [("text", blocks.TextBlock())]
