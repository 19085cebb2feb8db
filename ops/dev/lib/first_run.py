# Read by `odoo shell` after the modules are installed; a line before this file sets ADMIN_PASSWORD.
# Files live in the database, so that copying the database copies everything.
env["ir.config_parameter"].set_param("ir_attachment.location", "db")  # noqa: F821
env["ir.attachment"].force_storage()  # noqa: F821
env.ref("base.user_admin").write({"password": ADMIN_PASSWORD, "lang": "en_US", "tz": "UTC"})  # noqa: F821
env.cr.commit()  # noqa: F821
print("first run: done")
