from django.db import models


class PackVersion(models.Model):
    """One version of a rule pack that some project lives under: the file's bytes, kept for ever.

    Append-only: a project registered under it is judged by it, whatever becomes of the file.
    """

    pack_id = models.CharField("规则文件", max_length=100)
    sha256 = models.CharField("摘要", max_length=64)
    title = models.CharField("名称", max_length=300)
    region_code = models.CharField("适用地区", max_length=6)
    file = models.CharField("文件名", max_length=200)
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = "规则文件版本"
        constraints = [models.UniqueConstraint(fields=["pack_id", "sha256"], name="rules_pack_version")]
